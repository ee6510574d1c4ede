import net, { type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { answerOf } from '../../src/judge/observation.ts';
import { answerText } from '../../src/report/sentences.ts';
import { textExchange } from '../../src/report/text-finding.ts';
import { viewExchange } from '../../src/runner/exchange-view.ts';
import { openEndpoint } from '../../src/wire/endpoint.ts';
import { CUT_OFF, unansweredText } from '../../src/wire/exchange.ts';
import { sendRaw } from '../../src/wire/raw-socket.ts';
import { recordExchange } from '../../src/wire/recorded-exchange.ts';
import { send } from '../../src/wire/send.ts';
import { openStreamingResponse } from '../../src/wire/streaming-response.ts';
import { sampleServer } from '../support/sample-server.ts';

/** A server that answers the first request of each connection, and resets it at the second. */
async function serverWithResets(): ReturnType<typeof sampleServer> {
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

const MIB = 1 << 20;

const kept = { connection: 'kept' } as const;

test('a read is repeated once after a reset of a reused connection, and the exchange has both results', async () => {
  const server = await serverWithResets();
  const endpoint = openEndpoint(server.address);
  const sendRead = () => send(endpoint, request, AbortSignal.timeout(5000), kept);
  const opened = await Promise.all([sendRead(), sendRead(), sendRead()]);
  expect(opened.map(({ status, firstError }) => [status, firstError])).toEqual(
    opened.map(() => [200, undefined]),
  );
  expect(Object.values(endpoint.agent.freeSockets).flat()).toHaveLength(3);
  const repeated = await sendRead();
  expect(repeated).toMatchObject({ status: 200, text: 'here', firstError: 'ECONNRESET' });
  const view = viewExchange(repeated, { redact: (text) => text, limit: 64 });
  expect(view).toMatchObject({ firstError: 'ECONNRESET', response: { status: 200 } });
  expect(textExchange(view)).toMatch(/^< ECONNRESET, sent again on a fresh connection\n< 200 /m);
  endpoint.agent.destroy();
  await server.close();
});

test('a read is not repeated after a reset of a new connection', async () => {
  let requests = 0;
  const server = await sampleServer(({ socket }) => {
    requests += 1;
    socket.resetAndDestroy();
  });
  const endpoint = openEndpoint(server.address);
  const exchange = await send(endpoint, request, AbortSignal.timeout(5000), kept);
  expect(exchange).toMatchObject({ status: 0, error: 'ECONNRESET', firstError: undefined });
  expect(requests).toBe(1);
  await server.close();
});

test('a request is sent again if its connection was closed before it was sent to its end', async () => {
  const large = { ...request, method: 'POST', body: new Uint8Array(64 * MIB) };
  let connections = 0;
  const refusing = async (resets: number) => {
    connections = 0;
    const server = net.createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => {
        connections += 1;
        if (connections <= resets) return void socket.resetAndDestroy();
        socket.resume();
        socket.end('HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n');
      });
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const { port } = server.address() as net.AddressInfo;
    const exchange = await send(
      openEndpoint(`http://127.0.0.1:${port}`),
      { ...large, headers: [...request.headers, ['Content-Length', String(large.body.length)]] },
      AbortSignal.timeout(20_000),
    );
    server.close();
    return exchange;
  };
  const reset = expect.stringMatching(/^(EPIPE|ECONNRESET)$/);
  expect(await refusing(1)).toMatchObject({ status: 413, firstError: reset });
  expect(await refusing(2)).toMatchObject({ status: 0, error: reset, firstError: reset });
  expect(connections).toBe(2);
});

test('no request is repeated if the check may have killed the server', async () => {
  const server = await serverWithResets();
  const endpoint = openEndpoint(server.address, {}, true);
  const sendRead = () => send(endpoint, request, AbortSignal.timeout(5000), kept);
  expect((await sendRead()).status).toBe(200);
  expect(await sendRead()).toMatchObject({ status: 0, error: 'ECONNRESET' });
  endpoint.agent.destroy();
  await server.close();
});

test('an endless reply is read up to the limit, as a whole or as a stream', async () => {
  const server = await sampleServer((_, response) => {
    const piece = Buffer.alloc(MIB);
    const more = (): void => void (response.destroyed || response.write(piece, more));
    more();
  });
  const endpoint = openEndpoint(server.address);
  const signal = AbortSignal.timeout(10_000);
  const tooLong = /^a reply of at least \d{7} bytes, the limit is 2097152$/;
  const whole = await send(endpoint, request, signal);
  expect(whole).toMatchObject({ status: 0, isOversized: true, error: expect.stringMatching(tooLong) });
  const streaming = await openStreamingResponse(endpoint, request, signal);
  await new Promise<void>((end) => streaming.listen((bytes) => void (bytes ?? end())));
  expect(streaming.ended()).toMatch(tooLong);
  expect(streaming.exchange.bytes).toBe(1 << 16);
  expect(streaming.exchange.response?.length).toBeGreaterThan(2 * MIB);
  const raw = await sendRaw(endpoint, ['GET / HTTP/1.1\r\nHost: x\r\n\r\n'], signal);
  expect(raw).toMatchObject({ status: 0, isOversized: true, error: expect.stringMatching(tooLong) });
  await server.close();
});

test.each([
  ['HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n', 'HTTP 101'],
  ['HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc', unansweredText(CUT_OFF)],
  ['HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n', 'no valid answer (HPE_INVALID_CONTENT_LENGTH)'],
])('an exchange ends with what is wrong with %j', async (answer, text) => {
  const server = await sampleServer(({ socket }) => void socket.end(answer));
  const endpoint = openEndpoint(server.address);
  const signal = AbortSignal.timeout(20_000);
  expect(answerText(answerOf(await send(endpoint, request, signal)))).toBe(text);
  const { exchange } = await openStreamingResponse(endpoint, request, signal);
  expect(exchange.error === undefined ? exchange.status : exchange.error).not.toBe('timeout');
  await server.close();
});

test('a stream is kept whole up to a limit, and beyond it the exchange has its length', async () => {
  const server = await sampleServer((_, response) => void response.end(Buffer.alloc(MIB, 7)));
  const signal = AbortSignal.timeout(10_000);
  const open = async (keptBytes: number) => {
    const streaming = await openStreamingResponse(openEndpoint(server.address), request, signal, {
      keptBytes,
    });
    await new Promise<void>((end) => streaming.listen((bytes) => void (bytes ?? end())));
    return streaming.exchange;
  };
  const whole = await open(MIB);
  expect(whole).toMatchObject({ bytes: MIB, response: { length: undefined } });
  expect(recordExchange(whole, new Date())).not.toHaveProperty('cut');
  const cut = await open(MIB - 1);
  expect(cut).toMatchObject({ bytes: MIB - 1, response: { length: MIB } });
  expect(recordExchange(cut, new Date())).toMatchObject({ cut: { response: MIB } });
  await server.close();
});

test('the error of an oversized reply names its announced length, and a request can raise the limit', async () => {
  const server = await sampleServer((_, response) => void response.end(Buffer.alloc(3 * MIB)));
  const endpoint = openEndpoint(server.address);
  const signal = AbortSignal.timeout(10_000);
  expect(await send(endpoint, request, signal)).toMatchObject({
    error: 'a reply of 3145728 bytes, the limit is 2097152',
  });
  const longer = await send(endpoint, request, signal, { limit: 4 * MIB });
  expect(longer).toMatchObject({ status: 200, bytes: 3 * MIB });
  // Reports show the beginning of the reply.
  expect(longer.shown).toMatchObject({ status: 200, bytes: 1 << 16, response: { length: 3 * MIB } });
  await server.close();
});
