import { afterEach, describe, expect, test } from 'vitest';
import type { Handle, ReferenceServer } from '../src/core/index.ts';
import type { LiveBody } from '../src/core/call.ts';
import { type ListenOptions, listen } from '../src/node/index.ts';
import { connected } from './connected.ts';

const closings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

/** A stream that never ends by itself. */
function stream(): LiveBody {
  const { promise, resolve } = Promise.withResolvers<void>();
  const frames = async function* () {
    yield 'here';
    await promise;
  };
  return Object.assign(frames(), { end: resolve });
}

/** A server that streams at `/stream`, answers `/slow` when it is let, and every other request by the length of its body; those it was asked for, in order. */
async function serving(timeouts: ListenOptions['timeouts'] = {}) {
  const room = { free: 1_024, shared: 100_000 };
  const asked: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const handle: Handle = async ({ target, body }) => {
    asked.push(target);
    if (target === '/slow') await promise;
    const whole = await body.read(1_048_576);
    if (target === '/stream') return { status: 200, headers: [], body: stream() };
    return { status: 200, headers: [], body: typeof whole === 'string' ? whole : `${whole.length} bytes` };
  };
  const server = { handle, stop: async () => {}, close: async () => {} } as unknown as ReferenceServer;
  const listening = await listen(server, { host: '127.0.0.1', port: 0, room, timeouts });
  closings.push(async () => {
    resolve();
    await listening.stop(0);
  });
  return { asked, letGo: resolve, open: () => connected(listening.port) };
}

const post = (path: string, ...headers: readonly string[]): string =>
  [`POST ${path} HTTP/1.1`, 'Host: x', ...headers, '', ''].join('\r\n');
const sized = (path: string, length: number): string =>
  post(path, `Content-Length: ${length}`) + 'x'.repeat(length);
const chunked = (path: string, chunks: number): string =>
  post(path, 'Transfer-Encoding: chunked') + '1\r\nx\r\n'.repeat(chunks);
const end = '0\r\n\r\n';

describe('requests that were sent behind one that takes its time', () => {
  test('are answered in order, each by its own body', async () => {
    const { asked, letGo, open } = await serving();
    const { socket, read } = await open();
    socket.write(`${sized('/slow', 1)}${sized('/a', 60_000)}${chunked('/b', 7)}${end}`);
    // In pieces, the last of which comes when it is its turn.
    socket.write(post('/c', 'Content-Length: 5'));
    socket.write('xx');
    await expect.poll(() => asked).toEqual(['/slow']);
    letGo();
    await expect.poll(() => asked).toEqual(['/slow', '/a', '/b']);
    socket.write('xxx');
    await expect
      .poll(() => read().match(/\d+ bytes/g))
      .toEqual(['1 bytes', '60000 bytes', '7 bytes', '5 bytes']);
    expect(asked).toEqual(['/slow', '/a', '/b', '/c']);
    socket.destroy();
  });

  test.each([
    ['more than is taken', sized('/large', 70_000)],
    ['more than there is room for', sized('/a', 60_000) + sized('/b', 60_000)],
    ['so many pieces that they have no room', chunked('/pieces', 1_000)],
    ['so long a name that it has no room', post(`/${'x'.repeat(60_000)}`) + sized('/a', 60_000)],
  ])('cost their connection where they are %s, and give back what they took', async (_, sent) => {
    const { asked, letGo, open } = await serving();
    const { socket, ended } = await open();
    socket.write(sized('/slow', 1));
    await expect.poll(() => asked).toEqual(['/slow']);
    socket.write(sent);
    await ended;
    letGo();
    expect(asked).toEqual(['/slow']);
    const after = await open();
    after.socket.write(sized('/after', 90_000));
    await expect.poll(after.read).toContain('90000 bytes');
    after.socket.destroy();
  });

  test('cost their connection where it is a stream: nobody takes room for ever', async () => {
    const { asked, letGo, open } = await serving({ answer: 200 });
    const alone = await open();
    alone.socket.write(sized('/stream', 1));
    const slow = await open();
    slow.socket.write(sized('/slow', 1) + sized('/a', 5));
    const { socket, read, ended } = await open();
    socket.write(sized('/stream', 1) + sized('/b', 60_000));
    await ended;
    expect(read()).toContain('here');
    // Whoever waits for an answer that has an end, or streams alone, goes on.
    letGo();
    await expect.poll(slow.read).toContain('5 bytes');
    expect(asked).not.toContain('/b');
    expect(alone.read()).toContain('here');
    for (const one of [alone, slow]) {
      expect(one.socket.readyState).toBe('open');
      one.socket.destroy();
    }
  });

  test('are not made where their connection is gone before their turn', async () => {
    const { asked, letGo, open } = await serving();
    const { socket } = await open();
    socket.write(sized('/slow', 1) + sized('/a', 10));
    await expect.poll(() => asked).toEqual(['/slow']);
    socket.destroy();
    letGo();
    const after = await open();
    after.socket.write(sized('/after', 1));
    await expect.poll(after.read).toContain('1 bytes');
    expect(asked).toEqual(['/slow', '/after']);
    after.socket.destroy();
  });
});
