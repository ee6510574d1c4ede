import { setTimeout as after } from 'node:timers/promises';
import { encode } from '@parsec-spec/spec/codec';
import { API_VERSION } from '@parsec-spec/spec/commands';
import { afterEach, describe, expect, test } from 'vitest';
import type { Call, Reply } from '../../../src/core/call.ts';
import { BodyRoom } from '../../../src/http/node/limits.ts';
import { type ListenOptions, listen } from '../../../src/http/node/listen.ts';
import { openConnection } from '../../support/open-connection.ts';
import { TestServer } from '../../support/test-server.ts';

const closings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

async function serving(options: Partial<ListenOptions>, testServer = new TestServer()): Promise<number> {
  const listening = await listen(testServer.server, { host: '127.0.0.1', port: 0, ...options });
  closings.push(async () => {
    await listening.stop(0);
    await testServer.server.close();
  });
  return listening.port;
}

describe('bodies that come in at once', () => {
  const room = { free: 1_024, shared: 4_096 };
  /** Two bodies of this size exceed the memory, one fits. */
  const large = 4_000;
  const config = Buffer.from(encode({ cmd: 'server_config' }));
  const head = (length: number): string =>
    `POST /anonymous_server HTTP/1.1\r\nHost: x\r\nApi-Version: ${API_VERSION}\r\nContent-Type: application/msgpack\r\nContent-Length: ${length}\r\n\r\n`;

  /** Sends a body, perhaps not all of it. */
  async function sends(port: number, body: Uint8Array, announced = body.length) {
    const connection = await openConnection(port);
    connection.socket.write(Buffer.concat([Buffer.from(head(announced)), body]));
    return connection;
  }
  /** The status that a body is answered with, and whether the connection goes with it. */
  async function outcome(port: number, body: Uint8Array): Promise<string> {
    const { socket, read, ended } = await sends(port, body);
    await expect.poll(read).toContain('\r\n\r\n');
    const isEnded = /^connection: close\r$/im.test(read());
    if (isEnded) await ended;
    else socket.destroy();
    return `${read().slice(9, 12)}${isEnded ? ', closed' : ''}`;
  }

  test('share their memory: without room a large one is answered 503, and a small one always has room', async () => {
    const messages: string[] = [];
    const note = (_: object, message: string): void => void messages.push(message);
    const log = { debug: () => {}, info: () => {}, warn: note, error: note };
    const port = await serving({ room }, new TestServer({ log }));
    expect(await outcome(port, new Uint8Array(large))).toBe('415');
    const hoarder = await sends(port, new Uint8Array(large), large + 1);
    await expect.poll(() => outcome(port, new Uint8Array(large))).toBe('503, closed');
    expect(await outcome(port, config)).toBe('200');
    hoarder.socket.write('x');
    await expect.poll(hoarder.read).toContain('HTTP/1.1 415');
    expect(await outcome(port, new Uint8Array(large))).toBe('415');
    expect(messages).toEqual([expect.stringMatching(/^too much is being sent at once/)]);
  });

  test.each([
    ['is whole', large, large],
    ['breaks off', large, large + 1],
    ['is too large', 6_000, 6_000],
    ['grows too large', 6_000, 0],
    ['finds no room', 5_500, 5_500],
    ['is too slow', large, large + 1],
  ])('give it back when a body %s', async (how, size, announced) => {
    const testServer = new TestServer({ config: { body_limit: how === 'finds no room' ? 10_000 : 5_000 } });
    const timeouts = { head: 100, request: 200, check: 50 } satisfies ListenOptions['timeouts'];
    const port = await serving({ room, timeouts: how === 'is too slow' ? timeouts : {} }, testServer);
    for (let time = 0; time < 3; time++) {
      const { socket, read, ended } = await openConnection(port);
      const chunked = head(0).replace('Content-Length: 0', 'Transfer-Encoding: chunked');
      socket.write(announced === 0 ? `${chunked}${size.toString(16)}\r\n` : head(announced));
      socket.write(new Uint8Array(size));
      if (how === 'breaks off') {
        await after(20);
        socket.destroy();
      }
      await Promise.race([expect.poll(read).toContain('HTTP/1.1'), ended]);
      socket.destroy();
    }
    await expect.poll(() => outcome(port, new Uint8Array(large))).toBe('415');
  });

  test('may arrive after the refusal on a connection that ends with it', async () => {
    const port = await serving({ room }, new TestServer({ config: { body_limit: 5_000 } }));
    const { socket, read, ended } = await openConnection(port);
    socket.write(head(6_000).replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
    await expect.poll(read).toContain('HTTP/1.1 413');
    // Closed now, the connection would be reset by what follows.
    await after(50);
    expect(socket.readyState).toBe('open');
    let error: Error | undefined;
    socket.on('error', (one) => {
      error = one;
    });
    socket.write(new Uint8Array(6_000));
    await ended;
    expect(error).toBe(undefined);
  });

  test('take memory for each chunk too: single bytes cost more than their size', () => {
    const share = new BodyRoom(room).share();
    let pieces = 0;
    while (share.take(1)) pieces += 1;
    expect(pieces).toBeGreaterThan(5);
    expect(pieces).toBeLessThan(15);
  });
});

describe('an answer that is not read', () => {
  const size = 24 * 1_048_576;
  const get = (target = '/') => `GET ${target} HTTP/1.1\r\nHost: x\r\n\r\n`;
  /** A server with long answers. At `/later` it answers when the test lets it. */
  const answering = async (timeoutMs: number) => {
    const testServer = new TestServer();
    const later = Promise.withResolvers<void>();
    const handle = async ({ target }: Call): Promise<Reply> => {
      if (target === '/later') await later.promise;
      return { status: 200, headers: [], body: target === '/' ? new Uint8Array(size) : 'later' };
    };
    const port = await serving(
      { timeouts: { answer: timeoutMs } },
      Object.assign(testServer, { server: { ...testServer.server, handle } }),
    );
    return { ...(await openConnection(port)), later: later.resolve };
  };

  test('is dropped, with its connection', async () => {
    const { socket, read, ended } = await answering(300);
    socket.pause();
    socket.write(get());
    await after(1_500);
    socket.resume();
    await ended;
    expect(read().length).toBeLessThan(size);
  });

  test('is awaited when it is read slowly, and so are requests pipelined with it', async () => {
    // Longer than a busy machine stops this process, and shorter than the whole answer takes.
    const timeoutMs = 2_000;
    const { socket, read, ended, later } = await answering(timeoutMs);
    const began = performance.now();
    socket.on('data', () => {
      socket.pause();
      setTimeout(() => socket.resume(), 8);
    });
    socket.write(get() + get('/later'));
    await expect.poll(() => read().length).toBeGreaterThan(size);
    expect(performance.now() - began).toBeGreaterThan(timeoutMs);
    await after(timeoutMs + 300);
    later();
    await expect.poll(() => read().slice(size).includes('\r\n\r\nlater')).toBe(true);
    socket.destroy();
    await ended;
  });
});

describe('unread answers of others', () => {
  const size = 8 * 1_048_576;
  const get = (target: string) => `GET ${target} HTTP/1.1\r\nHost: x\r\n\r\n`;

  test('use up the memory for large answers, not for small ones', async () => {
    const testServer = new TestServer();
    const handle = async ({ target }: Call): Promise<Reply> => ({
      status: 200,
      headers: [],
      body: target === '/small' ? 'small' : new Uint8Array(size),
    });
    const server = Object.assign(testServer, { server: { ...testServer.server, handle } });
    const port = await serving({ unsent: 1.5 * size, timeouts: { answer: 60_000 } }, server);
    // A single answer may have any size.
    const hoarder = await openConnection(port);
    hoarder.socket.pause();
    hoarder.socket.write(get('/large'));
    await after(200);
    const refused = await openConnection(port);
    refused.socket.write(get('/large'));
    await expect.poll(refused.read).toContain('Service Unavailable');
    expect(refused.read().slice(9, 12)).toBe('503');
    refused.socket.write(get('/small'));
    await expect.poll(refused.read).toContain('small');
    hoarder.socket.destroy();
    const taken = await openConnection(port);
    await expect
      .poll(async () => {
        taken.socket.write(get('/large'));
        await after(100);
        return taken.read().length;
      })
      .toBeGreaterThan(size);
    for (const { socket } of [refused, taken]) socket.destroy();
  });
});
