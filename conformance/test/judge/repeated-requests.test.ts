import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { newRecord } from '../../src/judge/check-record.ts';
import { Deadline } from '../../src/judge/deadline.ts';
import { Http } from '../../src/judge/http.ts';
import type { Judge } from '../../src/judge/judge.ts';
import { decode } from '../../src/wire/decode.ts';
import { openEndpoint } from '../../src/wire/endpoint.ts';
import { Secrets } from '../../src/wire/secrets.ts';
import { judged } from '../support/judged.ts';
import { sampleCheck } from '../support/sample-check.ts';
import { sampleServer, urlTarget } from '../support/sample-server.ts';

/** The command of a request, or its method and target. */
async function nameOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  const body = Buffer.concat(parts);
  const isCommand = request.url?.startsWith('/administration') === false && body.length > 0;
  return isCommand ? String(Object(decode(body)).cmd) : `${request.method} ${request.url}`;
}

/**
 * Runs the body of a check against a server that serves the first request of each connection, and
 * resets the connection at the second. Returns the requests that the server received.
 */
async function requestsOf(body: (judge: Judge) => Promise<void>): Promise<readonly string[]> {
  const used = new WeakSet<Socket>();
  const requests: string[] = [];
  const server = await sampleServer(async (request, response) => {
    requests.push(await nameOf(request));
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
  return requests.filter((request) => !request.startsWith('PATCH'));
}

const device = (judge: Judge) => ({ organization: 'Org', device: judge.cast.person('alice').device });

test('a time limit of exchanges ends a request, and an opened answer only before its head', async () => {
  const server = await sampleServer((request, response) => {
    if (request.url === '/stream') response.writeHead(200).flushHeaders();
  });
  const deadline = new Deadline(60_000);
  const http = new Http(openEndpoint(server.address), deadline, newRecord(new Secrets()), {
    timeoutMs: 1500,
  });
  const { exchange, ended, close } = await http.open({ target: '/stream' });
  const silent = [http.send({ target: '/' }), http.open({ target: '/' }).then((one) => one.exchange)];
  expect((await Promise.all(silent)).map(({ error }) => error)).toEqual(['timeout', 'timeout']);
  expect([exchange.status, ended()]).toEqual([200, undefined]);
  close();
  deadline.end();
  await server.close();
});

test('a request that changes state uses a new connection, and is never sent twice', async () => {
  const requests = await requestsOf(async (judge) => {
    const author = device(judge);
    for (const cmd of ['organization_info', 'device_create', 'user_revoke'])
      await judge.rpc.authenticated(author, { cmd });
    await judge.administration.create('Org');
    await judge.rpc.anonymous('Org', { cmd: 'organization_bootstrap' });
  });
  expect(requests).toEqual([
    'organization_info',
    'device_create',
    'user_revoke',
    'POST /administration/organizations',
    'organization_bootstrap',
  ]);
});

test('a read reuses a connection, and is repeated once after a reset', async () => {
  const requests = await requestsOf(async (judge) => {
    const author = device(judge);
    for (const cmd of ['organization_info', 'invite_list']) await judge.rpc.authenticated(author, { cmd });
    await judge.administration.get('Org');
  });
  expect(requests).toEqual([
    'organization_info',
    'invite_list',
    'invite_list',
    'GET /administration/organizations/Org',
  ]);
});
