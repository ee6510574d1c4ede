import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from '@parsec-spec/spec/codec';
import { afterAll, expect, test } from 'vitest';
import type { Header } from '../../src/core/call.ts';
import { startServer } from '../../src/serve/start-server.ts';
import { makeBootstrap } from '../support/bootstrap.ts';
import { send } from '../support/http.ts';
import { bearer } from '../support/members.ts';
import { msgpack, organizationInfo } from '../support/test-server.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'scilles-client.md'), 'utf8');
const answers = (status: number): string =>
  [...page.matchAll(/^\|.*\| (\d{3}) to (.*) \|$/gm)]
    .filter(([, shown]) => Number(shown) === status)
    .map(([, , named]) => named)
    .join(' ');
const commands = [...answers(415).matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
const operations = [...answers(404).matchAll(/`([A-Z]+) (\S+)`/g)].map(([, method = '', path = '']) => ({
  method,
  path,
}));

const server = await startServer({ administrationToken: 's3cr3t' });
afterAll(() => server.close());
const administration: readonly Header[] = [
  ['Authorization', 'Bearer s3cr3t'],
  ['Content-Type', 'application/json'],
];
const created = await send(server.url, {
  target: '/administration/organizations',
  headers: administration,
  body: '{"organization_id":"ORG"}',
});
const token = Buffer.from(/p=([\w-]+)/.exec(created.body.toString())?.[1] ?? '', 'base64url').subarray(2);
const bootstrap = makeBootstrap(token);
await send(server.url, { target: '/anonymous/ORG', headers: msgpack, body: bootstrap.body });
const ask = async (request: Parameters<typeof encode>[0]): Promise<number> => {
  const headers = [...msgpack, ['Authorization', bearer(bootstrap)] as const];
  return (await send(server.url, { target: '/authenticated/ORG', headers, body: encode(request) })).status;
};

test('docs/scilles-client.md names the commands of data, recovery and enrolment that are not served', () => {
  expect(commands).toEqual(
    expect.arrayContaining([
      'realm_create',
      'vlob_create',
      'shamir_recovery_setup',
      'async_enrollment_list',
      'totp_setup_get_secret',
    ]),
  );
  expect(operations).toHaveLength(1);
});

test.each(commands)('%s is answered 415 to a user, as docs/scilles-client.md says', async (cmd) => {
  expect(await ask(organizationInfo)).toBe(200);
  expect(await ask({ cmd })).toBe(415);
});

test.each(operations)('$method $path is answered 404 to the host', async ({ method, path }) => {
  const body = '{"user_email":"alice@example.com"}';
  expect((await send(server.url, { method, target: path, headers: administration, body })).status).toBe(404);
  const freeze = path.replace('reset_totp', 'freeze');
  const frozen = '{"user_email":"alice@example.com","frozen":false}';
  const known = await send(server.url, { method, target: freeze, headers: administration, body: frozen });
  expect(known.status).toBe(200);
});
