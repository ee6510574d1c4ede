import { createServer } from 'node:http';
import { type AddressInfo, createServer as createRelay } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';
import { encode } from '@parsec-spec/spec/codec';
import { API_VERSION } from '@parsec-spec/spec/commands';
import { expect, test } from 'vitest';
import { listen } from '../../../src/http/node/listen.ts';
import { silentLog } from '../../../src/log.ts';
import { makeBootstrap } from '../../support/bootstrap.ts';
import { send } from '../../support/http.ts';
import { certificatePair } from '../../support/key-pair.ts';
import { openConnection } from '../../support/open-connection.ts';
import { serveProcess } from '../../support/serve-process.ts';
import { msgpack, outcomeOf, TestServer } from '../../support/test-server.ts';

const config = Buffer.from(encode({ cmd: 'server_config' }));
const head = `POST /anonymous_server HTTP/1.1\r\nHost: x\r\nApi-Version: ${API_VERSION}\r\nContent-Type: application/msgpack\r\nContent-Length: ${config.length}\r\n\r\n`;

/** Longer than a test may take. */
const LONG_GRACE_MS = 600_000;

async function serving(tls?: { key: string; cert: string }, graceMs = 1_500) {
  const testServer = new TestServer();
  const listening = await listen(testServer.server, {
    host: '127.0.0.1',
    port: 0,
    ...(tls === undefined ? {} : { tls }),
  });
  return { port: listening.port, stop: () => listening.stop(graceMs) };
}

test.each([['plain HTTP'], ['HTTPS']])(
  'connections that asked nothing do not hold up the stop (%s)',
  async (how) => {
    const server = await serving(how === 'HTTPS' ? certificatePair() : undefined, LONG_GRACE_MS);
    const silent = await openConnection(server.port);
    await server.stop();
    await silent.ended;
  },
);

test('pending requests are finished, and their answers announce the end of the connection', async () => {
  const server = await serving(undefined, LONG_GRACE_MS);
  const busy = await openConnection(server.port);
  busy.socket.write(head);
  busy.socket.write(config.subarray(0, 3));
  await after(50);
  const stopped = server.stop();
  await after(400);
  expect(busy.read()).toBe('');
  busy.socket.write(config.subarray(3));
  await stopped;
  await busy.ended;
  expect(busy.read()).toMatch(/^HTTP\/1\.1 200 .*\r\nConnection: close\r\n/is);
});

test('a request that is not finished in time is cut off', async () => {
  const server = await serving();
  const slow = await openConnection(server.port);
  slow.socket.write(head);
  slow.socket.write(config.subarray(0, 3));
  await after(50);
  const began = performance.now();
  await server.stop();
  await slow.ended;
  expect(performance.now() - began).toBeGreaterThan(1_200);
  expect(slow.read()).toBe('');
});

test('a webhook that hangs does not hold up the stop', async () => {
  const hook = createServer(() => {});
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
  const { port } = hook.address() as AddressInfo;
  const failures: unknown[] = [];
  const testServer = new TestServer({
    config: { organization_bootstrap_webhook: `http://127.0.0.1:${port}/` },
    log: { ...silentLog, warn: (fields) => void failures.push(fields) },
  });
  const { id, token } = await testServer.organization();
  expect(outcomeOf(await testServer.bootstrap(id, makeBootstrap(token)))).toBe('ok');
  await testServer.server.close();
  // The stop ended the request. Its own time limit gives a TimeoutError.
  expect(failures).toEqual([
    expect.objectContaining({ err: expect.objectContaining({ name: 'AbortError' }) }),
  ]);
  hook.closeAllConnections();
  hook.close();
});

test('a stopped program exits within its deadline, whatever hangs', async () => {
  const hook = createServer(() => {});
  const relay = createRelay((socket) => socket.on('error', () => {}));
  await Promise.all(
    [hook, relay].map((one) => new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve))),
  );
  const portOf = (one: typeof hook | typeof relay) => (one.address() as AddressInfo).port;
  const server = await serveProcess([
    ...['--db', 'memory:', '--spontaneous-organization-bootstrap', '--account-config', 'ENABLED_WITH_VAULT'],
    ...['--organization-bootstrap-webhook', `http://127.0.0.1:${portOf(hook)}/`],
    ...['--email-host', '127.0.0.1', '--email-port', String(portOf(relay)), '--email-sender', 'a@b.test'],
    // Longer than a test may take.
    ...['--email-timeout', '600'],
  ]);
  const origin = /http:\/\/[\d.]+:\d+/.exec(server.first)?.[0] ?? '';
  const bootstrap = makeBootstrap(null);
  expect(
    (await send(origin, { target: '/anonymous/Org', headers: msgpack, body: bootstrap.body })).status,
  ).toBe(200);
  const half = await openConnection(Number(new URL(origin).port));
  half.socket.write(head);
  const mail = encode({ cmd: 'account_create_send_validation_email', email: 'zoe@example.com' });
  const waiting = send(origin, { target: '/anonymous_server', headers: msgpack, body: mail }).catch(
    () => undefined,
  );
  await after(300);
  const began = performance.now();
  server.child.kill('SIGTERM');
  expect(await server.ended).toBe(0);
  expect(performance.now() - began).toBeGreaterThan(4_000);
  await waiting;
  await half.ended;
  hook.closeAllConnections();
  hook.close();
  relay.close();
});
