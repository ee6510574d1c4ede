import type { Encodable } from '@parsec-spec/spec/codec';
import { expect, test } from 'vitest';
import { silentLog } from '../../src/log.ts';
import { bearer } from '../support/members.ts';
import { certificateGet, msgpack, organizationInfo, TestServer } from '../support/test-server.ts';

/** A server with a bootstrapped organization, and the lines of its debug log from then on. */
async function logged() {
  const lines: { readonly command?: string; readonly command_status?: string; readonly status?: number }[] =
    [];
  const testServer = new TestServer({ log: { ...silentLog, debug: (fields) => lines.push(fields) } });
  const { id, bootstrap } = await testServer.bootstrapped();
  lines.length = 0;
  const last = async (answer: Promise<unknown>) => {
    await answer;
    const line = lines.at(-1);
    return [line?.command, line?.command_status, line?.status];
  };
  return { testServer, id, bootstrap, lines, last };
}

test('the debug log names the command and the status of each call, on every route', async () => {
  const { testServer, id, bootstrap, last } = await logged();
  const call = (command: Encodable, route?: string) =>
    last(testServer.authenticated(id, bootstrap, command, route));
  expect(await call(organizationInfo)).toEqual(['organization_info', 'ok', 200]);
  expect(await call(certificateGet)).toEqual(['certificate_get', 'ok', 200]);
  expect(await call({ cmd: 'tos_get' }, '/tos')).toEqual(['tos_get', 'no_tos', 200]);
  const again = testServer.bootstrap(id, bootstrap);
  expect(await last(again)).toEqual(['organization_bootstrap', 'organization_already_bootstrapped', 200]);
  const config = testServer.call('/anonymous_server', { cmd: 'server_config' });
  expect(await last(config)).toEqual(['server_config', 'ok', 200]);
  const events = testServer.exchange({
    method: 'GET',
    target: `/authenticated/${id}/events`,
    headers: [...msgpack, ['Accept', 'text/event-stream'], ['Authorization', bearer(bootstrap)]],
  });
  expect(await last(events)).toEqual(['events_listen', undefined, 200]);
  (await events).stream?.end();
});

test.each(['realm_create', 'vlob_create', 'totp_setup_get_secret', 'organization_bootstrap', 'ping'])(
  'the debug log names %s, which is refused on this route with 415',
  async (cmd) => {
    const { testServer, id, bootstrap, last } = await logged();
    const unserved = testServer.authenticated(id, bootstrap, { cmd });
    expect(await last(unserved)).toEqual([cmd, undefined, 415]);
    const onServer = testServer.call('/anonymous_server', { cmd });
    expect(await last(onServer)).toEqual([cmd, undefined, 415]);
  },
);

test('the debug log names a command whose fields are wrong', async () => {
  const { testServer, id, bootstrap, last } = await logged();
  const wrong = testServer.authenticated(id, bootstrap, {
    cmd: 'user_revoke',
    revoked_user_certificate: 's3cr3t',
  });
  expect(await last(wrong)).toEqual(['user_revoke', undefined, 415]);
});

test.each([
  's3cr3t',
  'Realm',
  'a b',
  'a\nb',
  '',
  'x'.repeat(65),
  'é',
  1,
  null,
  { realm: 1 },
  ['realm_create'],
])('the debug log does not repeat %j, which is no name of a command', async (cmd) => {
  const { testServer, id, bootstrap, lines, last } = await logged();
  expect(await last(testServer.authenticated(id, bootstrap, { cmd }))).toEqual([undefined, undefined, 415]);
  expect(JSON.stringify(lines)).not.toContain('s3cr3t');
  const longest = 'x'.repeat(64);
  expect(await last(testServer.authenticated(id, bootstrap, { cmd: longest }))).toEqual([
    longest,
    undefined,
    415,
  ]);
});

test('the debug log names no command of a caller who is not admitted', async () => {
  const { testServer, id, last } = await logged();
  const stranger = testServer.call(`/authenticated/${id}`, organizationInfo);
  expect(await last(stranger)).toEqual([undefined, undefined, 401]);
});
