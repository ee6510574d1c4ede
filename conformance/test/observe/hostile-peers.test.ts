import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TimedExchange } from '../../src/observe/recording.ts';
import { type RecordingProxy, startRecordingProxy } from '../../src/observe/recording-proxy.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What the server does with the bytes that arrive. */
let serve: (bytes: Buffer, socket: net.Socket) => void;
let server: net.Server;
let sockets: Set<net.Socket>;
let proxy: RecordingProxy;
let recorded: TimedExchange[];

const honestAnswer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi';

beforeEach(async () => {
  recorded = [];
  sockets = new Set();
  serve = (_, socket) => void socket.write(honestAnswer);
  server = net.createServer((socket) => {
    sockets.add(socket.on('close', () => sockets.delete(socket)));
    socket.on('data', (bytes) => serve(bytes, socket)).on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const to = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  proxy = await startRecordingProxy({
    ...{ host: '127.0.0.1', port: 0, to },
    onExchange: (timed) => void recorded.push(timed),
  });
});
afterEach(async () => {
  await proxy.close();
  for (const socket of sockets) socket.destroy();
  server.close();
});

/** A connection to the proxy that sends these bytes. */
const connect = (bytes: string | Uint8Array): net.Socket => {
  const socket = net.connect(Number(new URL(proxy.address).port), '127.0.0.1');
  socket.on('error', () => undefined).write(bytes, 'latin1');
  return socket;
};

/** Sends bytes, and closes the connection when an answer has begun or after `ms`. */
const sendRaw = async (bytes: string, ms = 100): Promise<string> => {
  const socket = connect(bytes);
  const answer = await Promise.race([
    new Promise<string>((resolve) => socket.once('data', (part) => resolve(part.toString('latin1')))),
    new Promise<string>((resolve) => socket.once('close', () => resolve('closed'))),
    sleep(ms, 'nothing'),
  ]);
  socket.destroy();
  return answer;
};

/** The answer to an honest request through the proxy. */
const honest = (): Promise<string> =>
  new Promise((resolve, reject) => {
    const request = http.get(proxy.address, { agent: false }, async (response) => {
      resolve(`${response.statusCode} ${await buffer(response)}`);
    });
    request.on('error', reject);
  });

/** Heads of answers that Node reads, and that it refuses to write. */
const unforwardable: Readonly<Record<string, string>> = {
  'a control character in the reason': 'HTTP/1.1 200 O\u0001K\r\nContent-Length: 2\r\n\r\nhi',
  'the status 000': 'HTTP/1.1 000 No\r\nContent-Length: 2\r\n\r\nhi',
  'the status 099': 'HTTP/1.1 099 No\r\nContent-Length: 2\r\n\r\nhi',
  'trailers without chunks': 'HTTP/1.1 200 OK\r\nTrailer: X\r\nContent-Length: 2\r\n\r\nhi',
};

test.each(Object.entries(unforwardable))(
  'an answer with %s becomes a 502, and is recorded',
  async (_, answer) => {
    serve = (_bytes, socket) => void socket.write(answer, 'latin1');
    expect(await honest()).toBe('502 the proxy cannot forward the answer of the server\n');
    serve = (_bytes, socket) => void socket.write(honestAnswer);
    expect(await honest()).toBe('200 hi');
    const [first, second] = recorded.map(({ exchange }) => exchange);
    expect(first?.status).toBe(Number(answer.slice(9, 12)));
    expect([second?.status, second?.text]).toEqual([200, 'hi']);
  },
);

test('a server that switches protocols gives no answer', async () => {
  serve = (_, socket) =>
    void socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n');
  expect(await honest()).toBe('502 the server does not answer\n');
  expect(recorded.map(({ exchange }) => exchange.error)).toEqual(['closed']);
});

const piece = fc.constantFrom(
  ...[
    'HTTP/1.1',
    ' ',
    '200',
    '204',
    '304',
    '100',
    '101',
    '099',
    '000',
    '999',
    'OK',
    '\u0001',
    '\r\n',
    '\n',
    '\r',
  ],
  ...[
    'GET',
    'POST',
    'HEAD',
    'CONNECT',
    '/',
    '/authenticated/Org',
    '*',
    'http://x/',
    '?',
    ':',
    'Host: x',
    '\u00ff',
  ],
  ...[
    'Content-Length: 2',
    'Content-Length: -1',
    'Transfer-Encoding: chunked',
    'Transfer-Encoding: gzip',
    'hi',
  ],
  ...[
    'Trailer: X',
    'Expect: 100-continue',
    'Expect: x',
    'Connection: close',
    'Connection: upgrade',
    'Upgrade: x',
  ],
  ...['Content-Type: text/event-stream', 'Content-Encoding: gzip', 'X: \u007f', '0\r\n\r\n', '2\r\nhi\r\n'],
);
const head = (line: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(line, fc.array(piece, { maxLength: 6 }), fc.array(piece, { maxLength: 3 }))
    .map(([first, headers, body]) => `${[first, ...headers].join('\r\n')}\r\n\r\n${body.join('')}`);
const garbage = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(''));
const hostileRequest = fc.oneof(
  head(fc.constantFrom('POST /authenticated/Org HTTP/1.1', 'GET /x HTTP/1.0', 'HEAD / HTTP/1.1')),
  garbage,
);
const hostileAnswer = fc.oneof(
  head(
    fc
      .tuple(fc.integer({ min: 0, max: 999 }), piece)
      .map(([status, reason]) => `HTTP/1.1 ${String(status).padStart(3, '0')} ${reason}`),
  ),
  garbage,
);

test('hostile bytes in both directions do not end the proxy', async () => {
  await fc.assert(
    fc.asyncProperty(hostileRequest, hostileAnswer, async (request, answer) => {
      serve = (_, socket) => void socket.end(answer, 'latin1');
      await sendRaw(request, 20);
      await sendRaw('GET / HTTP/1.1\r\nHost: x\r\n\r\n', 20);
      serve = (_, socket) => void socket.write(honestAnswer);
      expect(await honest()).toBe('200 hi');
    }),
    { numRuns: 300, seed: 20261130 },
  );
}, 120_000);

const get = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

test('pipelined requests are forwarded one after the other', async () => {
  let [open, most] = [0, 0];
  serve = (_, socket) => {
    most = Math.max(most, ++open);
    setTimeout(() => {
      open -= 1;
      socket.write(honestAnswer);
    }, 2);
  };
  const socket = connect(get.repeat(20));
  let answers = '';
  for await (const part of socket) {
    answers += part;
    if (answers.split('HTTP/1.1 200 OK').length === 21) break;
  }
  expect(most).toBe(1);
  expect(recorded).toHaveLength(20);
  const times = recorded.map(({ startedAt, exchange }) => [startedAt, startedAt + exchange.durationMs]);
  expect(times.flat()).toEqual(times.flat().toSorted((left, right) => left - right));
});

test('a connection on which more than 32 requests wait is closed, and one of them is at the server', async () => {
  let received = 0;
  serve = () => {
    received += 1;
  };
  const socket = connect(get.repeat(10_000));
  await new Promise((resolve) => socket.on('data', () => undefined).on('close', resolve));
  expect(received).toBeLessThanOrEqual(1);
  expect(recorded.length).toBeLessThanOrEqual(34);
  serve = (_, open) => void open.write(honestAnswer);
  expect(await honest()).toBe('200 hi');
});

test('of all connections 1,024 requests wait', async () => {
  serve = () => undefined;
  const clients = Array.from({ length: 60 }, () => connect(get.repeat(33)));
  const open = () => clients.filter(({ closed }) => !closed).length;
  for (const socket of clients) socket.resume();
  // Those that stay have one request at the server, and 32 that wait.
  await expect.poll(open, { timeout: 30_000 }).toBeLessThanOrEqual(1536 / 33);
  expect(open()).toBeGreaterThan(30);
  for (const socket of clients) socket.destroy();
  serve = (_, socket) => void socket.write(honestAnswer);
  expect(await honest()).toBe('200 hi');
});

test('bodies in flight are kept within 64 MiB', async () => {
  const length = (2 << 20) - 1;
  let forwarded = 0;
  serve = (bytes) => {
    forwarded += bytes.length;
  };
  collectGarbage();
  const before = process.memoryUsage().arrayBuffers;
  const most = Buffer.alloc(length - 1);
  const head = `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n`;
  const clients = Array.from({ length: 80 }, () => connect(head));
  for (const socket of clients) socket.write(most);
  // The memory is reserved for 32 bodies, which are forwarded when they are complete.
  while (forwarded < 48 * most.length) await sleep(20);
  collectGarbage();
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(128 << 20);
  for (const socket of clients) socket.destroy();
  await proxy.idle(1, AbortSignal.timeout(10_000));
  const kept = recorded.map(({ exchange }) => exchange.request.body.length);
  expect(kept.filter((bytes) => bytes < 64)).toHaveLength(48);
  serve = (_, socket) => void socket.write(honestAnswer);
  expect(await honest()).toBe('200 hi');
}, 60_000);

test('a body of one-byte chunks takes no more memory than its bytes, in both directions', async () => {
  const length = 1 << 17;
  const chunks = '1\r\nx\r\n'.repeat(length);
  let received = 0;
  serve = (bytes, socket) => {
    received += bytes.length;
    if (received === bytes.length)
      socket.write(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`);
  };
  collectGarbage();
  const memory = () => process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  const before = memory();
  let answered = 0;
  const client = connect(`POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`);
  client.on('data', (part) => {
    answered += part.length;
  });
  // Neither body has its end yet.
  while (Math.min(received, answered) < chunks.length) await sleep(20);
  collectGarbage();
  expect(memory() - before).toBeLessThan(16 << 20);
  client.destroy();
  await proxy.idle(1, AbortSignal.timeout(10_000));
  const [{ exchange } = expect.unreachable()] = recorded;
  expect([exchange.request.body.length, exchange.body.length]).toEqual([length, length]);
}, 120_000);
