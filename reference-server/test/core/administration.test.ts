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

describe('a JSON body', () => {
  const limit = async (source: string): Promise<string | number> => {
    const testServer = new TestServer();
    const body = `{"organization_id":"Org","active_users_limit":${source}}`;
    const { status } = await testServer.administer('POST', '/organizations', body);
    if (status !== 200) return status;
    const shown = Buffer.from((await testServer.administer('GET', '/organizations/Org')).body).toString();
    return /"active_users_limit":(\d+|null)/.exec(shown)?.[1] ?? shown;
  };

  test.each([
    ['0', '0'],
    ['9007199254740993', '9007199254740993'],
    ['18446744073709551615', '18446744073709551615'],
    ['null', 'null'],
    // The last of two equal keys counts.
    ['9, "active\\u005fusers_limit" : 5', '5'],
    ['9, "active_users_limit":null', 'null'],
    ['9007199254740993, "active_users_limit": null', 'null'],
    ['9007199254740993, "active_users_limit": 5', '5'],
    ['3.0, "active_users_limit": 5', '5'],
    ['5, "active_users_limit": 3.0', 422],
    ['5, "x": {"active_users_limit": 9}', '5'],
    ['5, "x": "active_users_limit", "y": 9, "z": ["\\\\", "\\"", 8]', '5'],
    ['5, "__proto__": 9', '5'],
    ['18446744073709551616', 422],
    ['1'.repeat(1_000), 422],
    ['3.0', 422],
    ['3e0', 422],
    ['-1', 422],
    ['[5]', 422],
  ])('with the limit %s is read exactly', async (source, expected) => {
    expect(await limit(source)).toBe(expected);
  });

  test.each([
    ['{"organization_id":"Org","x":"\\ud800"}', 200],
    ['{"organization_id":"Org","tos":{"en":"https://x.test/\\ud800"}}', 422],
    ['{"organization_id":"Org","tos":{"\\ud800":"https://x.test/"}}', 422],
    ['{"organization_id":"\\ud800"}', 422],
    ['["organization_id"]', 422],
    ['null', 422],
    ['5', 422],
    ['{"organization_id":"Org"', 422],
  ])('%s is answered %i', async (body, expected) => {
    expect((await new TestServer().administer('POST', '/organizations', body)).status).toBe(expected);
  });

  // 15 ms; with a reviver of JSON.parse it took 1,400 ms.
  test.each([
    ['an ignored key', '"x":[', 200],
    ['the terms', '"tos":{"en":[', 422],
  ])('of 1 MB with numbers in %s costs less than 300 ms of CPU', async (_, start, expected) => {
    const end = start.includes('{') ? ']}}' : ']}';
    const body = `{"organization_id":"Org",${start}${Array.from({ length: 520_000 }, () => 1)}${end}`;
    const testServer = new TestServer();
    const before = process.cpuUsage();
    expect((await testServer.administer('POST', '/organizations', body)).status).toBe(expected);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(300);
  });
});
