import { expect, test, vi } from 'vitest';
import { readableBytes } from '../../src/core/call.ts';
import { trustedPeers } from '../../src/core/client-address.ts';
import { createServer } from '../../src/core/create-server.ts';
import { inProcess } from '../../src/http/in-process.ts';
import { silentLog } from '../../src/log.ts';
import { revocation } from '../support/members.ts';
import { organizationBehind } from '../support/test-organization.ts';

function loggingServer(proxies = '') {
  const lines: (readonly [message: string, fields: Readonly<Record<string, unknown>>])[] = [];
  const server = createServer({
    config: { administration_token: 's3cr3t', proxy_trusted: trustedPeers(proxies) },
    log: { ...silentLog, info: (fields, message) => lines.push([message, { ...fields }]) },
  });
  return { server, lines };
}

test('each change that a host follows is one line at info, which names a user by the id only', async () => {
  const { server, lines } = loggingServer();
  const { alice, ask, enrol, later, administer } = await organizationBehind(inProcess(server));
  const bob = await enrol('bob');
  const user_id = bob.userId.hex;
  await administer('POST', '/users/freeze', { user_id, frozen: true });
  await administer('POST', '/users/freeze', { user_id, frozen: false });
  expect(await ask(alice, revocation(alice, bob.userId, later()))).toMatchObject({ status: 'ok' });
  await administer('PATCH', '', { is_expired: true });
  await administer('PATCH', '', { is_expired: false });
  const logged = lines.filter(([message]) => /^(organization|user) /.test(message));
  const organization = logged[0]?.[1].organization;
  expect(organization).toEqual(expect.any(String));
  expect(logged).toEqual([
    ['organization created', { organization }],
    ['organization bootstrapped', { organization }],
    ['user enrolled', { organization, user: user_id }],
    ['user frozen', { organization, user: user_id }],
    ['user revoked', { organization, user: user_id }],
    ['organization expired', { organization }],
  ]);
});

test.each([
  ['of the connection', '', '192.0.2.7'],
  ['that a trusted proxy forwards', '192.0.2.7', '198.51.100.1'],
])('a refused administration token is one line with the address %s, without the token', async (...given) => {
  const [, proxies, client] = given;
  const { server, lines } = loggingServer(proxies);
  const administer = (authorization: string) =>
    server.handle({
      method: 'GET',
      target: '/administration/stats?format=json',
      headers: [
        ['Authorization', authorization],
        ['X-Forwarded-For', '198.51.100.1'],
      ],
      body: readableBytes(new Uint8Array()),
      peer: '192.0.2.7',
      secure: false,
    });
  expect((await administer('Bearer s3cr3t')).status).toBe(200);
  expect(lines).toEqual([]);
  expect((await administer('Bearer wr0ng')).status).toBe(403);
  expect(lines).toEqual([['administration token refused', { client, path: '/administration/stats' }]]);
});

test('refused administration tokens are one line per address and second, with a count', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { server, lines } = loggingServer();
  const refusals = (peer: string, count: number) =>
    Promise.all(
      Array.from({ length: count }, () =>
        server.handle({
          method: 'GET',
          target: '/administration/stats?format=json',
          headers: [['Authorization', 'Bearer wr0ng']],
          body: readableBytes(new Uint8Array()),
          peer,
          secure: false,
        }),
      ),
    );
  await refusals('192.0.2.7', 20);
  await refusals('2001:db8::1', 1);
  // A subscriber chooses among all addresses of a network of 64 bits.
  await refusals('2001:db8::2', 2);
  expect(lines.splice(0).map(([, { client }]) => client)).toEqual(['192.0.2.7', '2001:db8::1']);
  vi.advanceTimersByTime(1_000);
  vi.useRealTimers();
  expect(lines.map(([, { client, left_out }]) => [client, left_out])).toEqual([
    ['192.0.2.7', 18],
    ['2001:db8::2', 1],
  ]);
});
