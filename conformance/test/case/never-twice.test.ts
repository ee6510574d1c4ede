import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import type { Judge } from '../../src/case/judge.ts';
import { decode } from '../../src/wire/decode.ts';
import { judged } from '../runner/judged.ts';
import { sampleCheck } from '../runner/sample-check.ts';
import { sampleServer, urlTarget } from '../runner/sample-server.ts';

/** The command of a request, or its method and target. */
async function nameOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  const body = Buffer.concat(parts);
  const isCommand = request.url?.startsWith('/administration') === false && body.length > 0;
  return isCommand ? String(Object(decode(body)).cmd) : `${request.method} ${request.url}`;
}

/**
 * Runs a body against a server that executes the second request of a connection and then resets it.
 */
async function actsOf(body: (judge: Judge) => Promise<void>): Promise<readonly string[]> {
  const used = new WeakSet<Socket>();
  const acts: string[] = [];
  const server = await sampleServer(async (request, response) => {
    acts.push(await nameOf(request));
    if (used.has(request.socket)) return void request.socket.resetAndDestroy();
    used.add(request.socket);
    response.end();
  });
  await judged({
    server: await urlTarget(server.address, 't0ken'),
    checks: [sampleCheck('organization_bootstrap/token-works-once', {}, body)],
    seed: '1',
    run: 'abcdef',
    again: false,
    withoutPreflight: {},
  });
  await server.close();
  return acts.filter((act) => !act.startsWith('PATCH'));
}

const device = (judge: Judge) => ({ organization: 'Org', device: judge.cast.person('alice').device });

test('a request that changes state uses its own connection, and is never sent twice', async () => {
  const acts = await actsOf(async (judge) => {
    const author = device(judge);
    for (const cmd of ['organization_info', 'device_create', 'user_revoke'])
      await judge.rpc.authenticated(author, { cmd });
    await judge.administration.create('Org');
    await judge.rpc.anonymous('Org', { cmd: 'organization_bootstrap' });
  });
  expect(acts).toEqual([
    'organization_info',
    'device_create',
    'user_revoke',
    'POST /administration/organizations',
    'organization_bootstrap',
  ]);
});

test('a read uses a kept connection, and is repeated once after a reset', async () => {
  const acts = await actsOf(async (judge) => {
    const author = device(judge);
    for (const cmd of ['organization_info', 'invite_list']) await judge.rpc.authenticated(author, { cmd });
    await judge.administration.get('Org');
  });
  expect(acts).toEqual([
    'organization_info',
    'invite_list',
    'invite_list',
    'GET /administration/organizations/Org',
  ]);
});
