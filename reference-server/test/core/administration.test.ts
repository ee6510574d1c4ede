import { describe, expect, test } from 'vitest';
import { administrator, TestServer } from '../support/test-server.ts';

describe('the links of a creation', () => {
  test.each([
    [
      [
        ['Host', 'parsec.test'],
        ['X-Forwarded-Proto', 'https'],
      ],
      '127.0.0.1',
      'parsec3://parsec.test/Org?a=',
    ],
    [
      [
        ['Host', 'parsec.test'],
        ['X-Forwarded-Proto', 'https'],
      ],
      '10.0.0.1',
      'parsec3://parsec.test/Org?no_ssl',
    ],
    [
      [
        ['Host', 'parsec.test'],
        ['X-Forwarded-Proto', 'https'],
        ['X-Forwarded-Proto', 'http'],
      ],
      '127.0.0.1',
      'parsec3://parsec.test/Org?no_ssl',
    ],
    [
      [
        ['Host', 'parsec.test'],
        ['X-Forwarded-Proto', 'http, https'],
      ],
      '127.0.0.1',
      'parsec3://parsec.test/Org?a=',
    ],
    [[['Host', '[::1]:99']], '', 'parsec3://[::1]:99/'],
    [[['Host', 'user@host/path']], '', 'parsec3://public.test/'],
    [[], '', 'parsec3://public.test/'],
  ] as const)('names the way the request came: %j from %s', async (extra, peer, start) => {
    const testServer = new TestServer({
      config: { server_addr: { host: 'public.test', port: 443, tls: true } },
    });
    const headers = [...administrator.filter(([name]) => name !== 'Host'), ...extra];
    const body = { read: async () => Buffer.from('{"organization_id":"Org"}') };
    const reply = await testServer.server.handle({
      method: 'POST',
      target: '/administration/organizations',
      headers,
      body,
      peer,
      secure: false,
    });
    expect(JSON.parse(String(reply.body)).bootstrap_url).toContain(start);
  });
});
