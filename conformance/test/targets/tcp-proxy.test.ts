import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { TcpProxy } from '../../src/targets/database/tcp-proxy.ts';
import { steadyPort } from '../../src/targets/process/port.ts';

const echo = createServer({ allowHalfOpen: true }, (socket) => {
  socket.on('error', () => undefined);
  socket.pipe(socket);
});
let door: TcpProxy;

beforeAll(async () => {
  await new Promise<void>((done) => echo.listen(0, '127.0.0.1', done));
});
afterAll(() => void echo.close());
afterEach(() => door.partition());

async function openDoor(): Promise<void> {
  const { port } = echo.address() as AddressInfo;
  door = new TcpProxy('127.0.0.1', await steadyPort(), { host: '127.0.0.1', port });
  await door.heal();
}

async function enter(): Promise<Socket> {
  const socket = connect(door.port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

async function said(socket: Socket, words: string): Promise<string> {
  socket.write(words);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  return answer.toString();
}

test('relays a megabyte in order, and the end of the stream as well', async () => {
  await openDoor();
  const socket = await enter();
  const sent = Buffer.alloc(1 << 20, 'in order ');
  const heard: Buffer[] = [];
  socket.on('data', (part: Buffer) => heard.push(part));
  socket.end(sent);
  await once(socket, 'end');
  expect(Buffer.concat(heard).equals(sent)).toBe(true);
});

test('cut connections are reset, and new ones are accepted at once', async () => {
  await openDoor();
  const socket = await enter();
  expect(await said(socket, 'a')).toBe('a');
  const failed = once(socket, 'error');
  door.cut();
  expect(await failed).toMatchObject([{ code: 'ECONNRESET' }]);
  const next = await enter();
  expect(await said(next, 'b')).toBe('b');
  next.destroy();
});

test('a closed proxy refuses connections, and accepts them on the same port when it reopens', async () => {
  await openDoor();
  const { port } = door;
  const socket = await enter();
  const failed = once(socket, 'error');
  await door.partition();
  expect(await failed).toMatchObject([{ code: 'ECONNRESET' }]);
  await expect(enter()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await door.heal();
  expect(door.port).toBe(port);
  const next = await enter();
  expect(await said(next, 'c')).toBe('c');
  next.destroy();
});

test('a slow proxy delays each direction and keeps the order when it becomes fast again', async () => {
  await openDoor();
  const socket = await enter();
  const round = async (words: string) => {
    const started = performance.now();
    expect(await said(socket, words)).toBe(words);
    return performance.now() - started;
  };
  door.slow(100);
  expect(await round('slow')).toBeGreaterThanOrEqual(198);
  let heard = '';
  socket.on('data', (part: Buffer) => {
    heard += part.toString();
  });
  socket.write('first ');
  // long enough that the two are separate packets
  await new Promise((done) => setTimeout(done, 20));
  door.slow(0);
  socket.write('second');
  await expect.poll(() => heard).toBe('first second');
  socket.removeAllListeners('data');
  expect(await round('fast')).toBeLessThan(90);
  socket.destroy();
});
