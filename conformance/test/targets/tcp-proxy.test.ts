import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { MAX_DELAYED_BYTES, TcpProxy } from '../../src/targets/database/tcp-proxy.ts';
import { steadyPort } from '../../src/targets/process/port.ts';

const echo = createServer({ allowHalfOpen: true }, (socket) => {
  socket.on('error', () => undefined);
  socket.pipe(socket);
});
let proxy: TcpProxy;

beforeAll(async () => {
  await new Promise<void>((done) => echo.listen(0, '127.0.0.1', done));
});
afterAll(() => void echo.close());
afterEach(() => proxy.partition());

async function openProxy(): Promise<void> {
  const { port } = echo.address() as AddressInfo;
  proxy = new TcpProxy('127.0.0.1', await steadyPort(), { host: '127.0.0.1', port });
  await proxy.heal();
}

async function connectClient(): Promise<Socket> {
  const socket = connect(proxy.port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

async function echoed(socket: Socket, words: string): Promise<string> {
  socket.write(words);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  return answer.toString();
}

test('relays a megabyte in order, and the end of the stream as well', async () => {
  await openProxy();
  const socket = await connectClient();
  const sent = Buffer.alloc(1 << 20, 'in order ');
  const heard: Buffer[] = [];
  socket.on('data', (part: Buffer) => heard.push(part));
  socket.end(sent);
  await once(socket, 'end');
  expect(Buffer.concat(heard).equals(sent)).toBe(true);
});

test('cut connections are reset, and new ones are accepted at once', async () => {
  await openProxy();
  const socket = await connectClient();
  expect(await echoed(socket, 'a')).toBe('a');
  const failed = once(socket, 'error');
  proxy.cut();
  expect(await failed).toMatchObject([{ code: 'ECONNRESET' }]);
  const next = await connectClient();
  expect(await echoed(next, 'b')).toBe('b');
  next.destroy();
});

test('a closed proxy refuses connections, and accepts them on the same port when it reopens', async () => {
  await openProxy();
  const { port } = proxy;
  const socket = await connectClient();
  const failed = once(socket, 'error');
  await proxy.partition();
  expect(await failed).toMatchObject([{ code: 'ECONNRESET' }]);
  await expect(connectClient()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await proxy.heal();
  expect(proxy.port).toBe(port);
  const next = await connectClient();
  expect(await echoed(next, 'c')).toBe('c');
  next.destroy();
});

test('a slow proxy delays each direction and keeps the order when it becomes fast again', async () => {
  await openProxy();
  const socket = await connectClient();
  proxy.slow(100);
  const started = performance.now();
  expect(await echoed(socket, 'slow')).toBe('slow');
  expect(performance.now() - started).toBeGreaterThanOrEqual(198);
  let heard = '';
  socket.on('data', (part: Buffer) => {
    heard += part.toString();
  });
  socket.write('first ');
  // long enough that the two are separate packets
  await new Promise((done) => setTimeout(done, 20));
  proxy.slow(0);
  socket.write('second');
  await expect.poll(() => heard).toBe('first second');
  socket.removeAllListeners('data');
  // a delay that remained would outlast the test
  proxy.slow(60_000);
  proxy.slow(0);
  expect(await echoed(socket, 'fast')).toBe('fast');
  socket.destroy();
});

/** Writes without end. Returns how many bytes the system has taken so far. */
function writeOn(socket: Socket): () => number {
  let taken = 0;
  const part = Buffer.alloc(1 << 16);
  const next = () =>
    socket.write(part, () => {
      taken += part.length;
      if (!socket.destroyed) next();
    });
  next();
  return () => taken;
}

test('a slow proxy stops reading while it delays 4 MiB', async () => {
  await openProxy();
  const socket = await connectClient();
  proxy.slow(60_000);
  const taken = writeOn(socket);
  await expect.poll(taken, { timeout: 30_000 }).toBeGreaterThanOrEqual(MAX_DELAYED_BYTES);
  await new Promise((done) => setTimeout(done, 1_000));
  // The buffers of the system take some MiB more.
  expect(taken()).toBeLessThan(32 << 20);
  socket.on('error', () => undefined);
  proxy.cut();
});

test('more than the proxy delays at once arrives in order', async () => {
  await openProxy();
  const socket = await connectClient();
  proxy.slow(20);
  const heard: Buffer[] = [];
  socket.on('data', (part: Buffer) => heard.push(part));
  const sent = Buffer.from(Array.from({ length: 3 * MAX_DELAYED_BYTES }, (_, nth) => nth % 251));
  socket.end(sent);
  await once(socket, 'end');
  expect(Buffer.concat(heard).equals(sent)).toBe(true);
});
