import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { openEndpoint, openLive, send } from '../../src/exchange/index.ts';
import { sampleServer } from '../engine/sample-server.ts';

/** A server that answers the first request of each connection, and at the second one is found to have hung up. */
async function forgetful(): ReturnType<typeof sampleServer> {
  const seen = new WeakSet<Socket>();
  return sampleServer((request, response) => {
    if (seen.has(request.socket)) return void request.socket.resetAndDestroy();
    seen.add(request.socket);
    response.end('here');
  });
}

const request = {
  method: 'GET',
  target: '/',
  headers: [['Host', '127.0.0.1']],
  body: new Uint8Array(),
} as const;

test('where every kept connection was closed meanwhile, a request goes over a new one', async () => {
  const server = await forgetful();
  const endpoint = openEndpoint(server.address);
  const ask = () => send(endpoint, request, AbortSignal.timeout(5000));
  const opened = await Promise.all([ask(), ask(), ask()]);
  expect(opened.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(Object.values(endpoint.agent.freeSockets).flat()).toHaveLength(3);
  expect(await ask()).toMatchObject({ status: 200, text: 'here' });
  endpoint.agent.destroy();
  await server.close();
});

test('whoever may have killed the server does not send a request twice', async () => {
  const server = await forgetful();
  const endpoint = openEndpoint(server.address, {}, true);
  const ask = () => send(endpoint, request, AbortSignal.timeout(5000));
  expect((await ask()).status).toBe(200);
  expect(await ask()).toMatchObject({ status: 0, error: 'ECONNRESET' });
  endpoint.agent.destroy();
  await server.close();
});

test('an answer without end is taken for so long, whole or as it comes', async () => {
  const server = await sampleServer((_, response) => {
    const piece = Buffer.alloc(1 << 20);
    const more = (): void => void (response.destroyed || response.write(piece, more));
    more();
  });
  const endpoint = openEndpoint(server.address);
  const signal = AbortSignal.timeout(10_000);
  expect(await send(endpoint, request, signal)).toMatchObject({
    status: 0,
    error: 'answer larger than 16 MiB',
  });
  const live = await openLive(endpoint, request, signal);
  await new Promise<void>((end) => live.listen((bytes) => void (bytes ?? end())));
  expect(live.ended()).toBe('answer larger than 16 MiB');
  expect(live.exchange.bytes).toBeLessThanOrEqual(16 << 20);
  endpoint.agent.destroy();
  await server.close();
});
