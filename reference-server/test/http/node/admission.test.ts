import { setTimeout as after } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { Handle, LiveBody } from '../../../src/core/call.ts';
import type { Mutant, ReferenceServer } from '../../../src/core/create-server.ts';
import { type ListenOptions, listen } from '../../../src/http/node/listen.ts';
import { startServer } from '../../../src/serve/start-server.ts';
import { certificatePair } from '../../support/key-pair.ts';
import { openConnection } from '../../support/open-connection.ts';

const closings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

/** A stream that ends only when its connection does. */
function stream(): LiveBody {
  const { promise, resolve } = Promise.withResolvers<void>();
  const frames = async function* () {
    yield 'first frame';
    await promise;
  };
  return Object.assign(frames(), { end: resolve });
}

/**
 * A server that streams at `/stream`, answers `/slow` after `letGo`, and every other request with
 * the length of its body, or with 8 MiB at `/large`. `asked`: the targets that reached it, in order.
 */
async function serving(options: Partial<ListenOptions> = {}) {
  const asked: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const handle: Handle = async ({ target, body }) => {
    asked.push(target);
    if (target === '/slow') await promise;
    const whole = await body.read(1_048_576);
    if (target === '/stream') return { status: 200, headers: [], body: stream() };
    if (target === '/large') return { status: 200, headers: [], body: large };
    return { status: 200, headers: [], body: typeof whole === 'string' ? whole : `${whole.length} bytes` };
  };
  const server = { handle, stop: async () => {}, close: async () => {} } as unknown as ReferenceServer;
  const listening = await listen(server, { host: '127.0.0.1', port: 0, ...options });
  closings.push(async () => {
    resolve();
    await listening.stop(0);
  });
  const open = async (sent = '', from?: string) => {
    const connection = await openConnection(listening.port, from);
    if (sent !== '') connection.socket.write(sent);
    return connection;
  };
  return { asked, letGo: resolve, open };
}

/** More than the buffers of a connection hold. */
const large = new Uint8Array(8 * 1_048_576);

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
const post = (path: string, ...headers: readonly string[]): string =>
  [`POST ${path} HTTP/1.1`, 'Host: x', ...headers, '', ''].join('\r\n');
const sized = (path: string, length: number): string =>
  post(path, `Content-Length: ${length}`) + 'x'.repeat(length);

describe('requests that are pipelined behind an unfinished one', () => {
  test('are carried out in order, each with its own body', async () => {
    const { asked, letGo, open } = await serving();
    const { socket, read } = await open(`${sized('/slow', 1)}${sized('/a', 16_000)}${get('/b')}`);
    // In pieces, the last of which arrives when it is its turn.
    socket.write(post('/c', 'Content-Length: 5'));
    socket.write('xx');
    await expect.poll(() => asked).toEqual(['/slow']);
    letGo();
    await expect.poll(() => asked).toEqual(['/slow', '/a', '/b', '/c']);
    socket.write('xxx');
    await expect
      .poll(() => read().match(/\d+ bytes/g))
      .toEqual(['1 bytes', '16000 bytes', '0 bytes', '5 bytes']);
  });

  test.each([
    ['a long body', sized('/large', 16_385)],
    ['a body of chunks', `${post('/chunks', 'Transfer-Encoding: chunked')}1\r\nx\r\n0\r\n\r\n`],
    ['32 others before them', get('/a').repeat(33)],
  ])('close their connection with %s', async (_, sent) => {
    const { asked, letGo, open } = await serving();
    const { ended } = await open(get('/slow') + sent);
    await ended;
    letGo();
    const after = await open(get('/after'));
    await expect.poll(after.read).toContain('0 bytes');
    expect(asked).toEqual(['/slow', '/after']);
  });

  test('may be 32', async () => {
    const { asked, letGo, open } = await serving();
    const { read } = await open(get('/slow') + get('/a').repeat(32));
    await expect.poll(() => asked).toEqual(['/slow']);
    letGo();
    await expect.poll(() => read().match(/0 bytes/g)).toHaveLength(33);
  });

  test('may be 1,024 over all connections; a further one closes its connection, and admitted requests are served', async () => {
    const { asked, letGo, open } = await serving();
    const full = await Promise.all(
      Array.from({ length: 32 }, () => open(get('/slow') + get('/a').repeat(32))),
    );
    await expect.poll(() => asked).toHaveLength(32);
    const further = await open(get('/slow') + get('/a'));
    await further.ended;
    const valid = await open(get('/b'));
    await expect.poll(valid.read).toContain('0 bytes');
    letGo();
    for (const { read } of full) await expect.poll(() => read().match(/0 bytes/g)).toHaveLength(33);
  });

  test.each([
    ['is reset', ''],
    ['ends with a CONNECT', 'CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n'],
  ])('are not carried out once their connection %s, and make room', async (_, last) => {
    const { asked, letGo, open } = await serving();
    const gone = await Promise.all(
      Array.from({ length: 32 }, () => open(get('/slow') + get('/a').repeat(32) + last)),
    );
    await expect.poll(() => asked).toHaveLength(32);
    for (const { socket, ended } of gone) {
      if (last === '') socket.destroy();
      await ended;
    }
    const { read } = await open(get('/slow') + get('/b'));
    await expect.poll(() => asked).toHaveLength(33);
    letGo();
    await expect.poll(() => read().match(/0 bytes/g)).toHaveLength(2);
    expect(asked).not.toContain('/a');
  });
});

test('an event stream ends when a request is sent behind it, and other streams continue', async () => {
  const { asked, open } = await serving();
  const alone = await open(get('/stream'));
  const followed = await open(get('/stream'));
  for (const { read } of [alone, followed]) await expect.poll(read).toContain('first frame');
  followed.socket.write(get('/a'));
  await followed.ended;
  // Here the request waits when the stream begins.
  const early = await open(get('/stream') + get('/a'));
  await early.ended;
  expect(asked).toEqual(['/stream', '/stream', '/stream']);
  expect(alone.socket.readyState).toBe('open');
});

test('many unfinished bodies do not block other clients', async () => {
  const { open } = await serving();
  const slow: Awaited<ReturnType<typeof open>>[] = [];
  // Fewer at a time than the system keeps until the server accepts them.
  while (slow.length < 1_100)
    slow.push(
      ...(await Promise.all(
        Array.from({ length: 100 }, () => open(`${post('/slow-body', 'Content-Length: 3')}x`)),
      )),
    );
  const valid = await open(sized('/a', 4));
  await expect.poll(valid.read).toContain('4 bytes');
  for (const { socket } of slow) socket.write('yz');
  for (const { read } of slow) await expect.poll(read).toContain('3 bytes');
});

describe('when the limit of connections is almost reached', () => {
  const sentByIdle: readonly (readonly [string, string])[] = [
    ['that are kept alive', get('/a')],
    ['that never sent anything', ''],
    ['with an unfinished head', 'GET /a HTTP/1.1\r\nHost:'],
    ['with an unfinished body', `${post('/a', 'Content-Length: 3')}x`],
    ['with an unfinished body of chunks', `${post('/a', 'Transfer-Encoding: chunked')}1\r\nx\r\n`],
    ['whose answer nobody reads', get('/large')],
  ];

  test.each(sentByIdle)('every honest request is served beside idle ones %s', async (_, sent) => {
    const closed: string[] = [];
    const { open } = await serving({
      maxConnections: 40,
      unsent: 1e9,
      onFull: (which) => closed.push(which),
    });
    let isOver = false;
    const occupy = async (): Promise<void> => {
      while (!isOver) {
        const { socket, ended } = await open(sent);
        if (sent.includes('/large')) socket.pause();
        closings.push(async () => void socket.destroy());
        await ended;
      }
    };
    for (let nth = 0; nth < 40; nth += 1) void occupy();
    await expect.poll(() => closed.length).toBeGreaterThan(0);
    for (let nth = 0; nth < 60; nth += 1) {
      const { socket, read, ended } = await open(sized('/honest', 4));
      await Promise.race([ended, new Promise((resolve) => socket.once('data', resolve))]);
      expect(read()).toContain('4 bytes');
      socket.destroy();
    }
    isOver = true;
    expect(closed).not.toContain('new');
  });

  test.each(sentByIdle)(
    'new ones %s, from three addresses, close none of other addresses',
    async (_, sent) => {
      const closed: string[] = [];
      const { open } = await serving({
        maxConnections: 40,
        unsent: 1e9,
        onFull: (which) => closed.push(which),
      });
      const attack = async (): Promise<void> => {
        for (let nth = 0; nth < 90; nth += 1) {
          const { socket } = await open(sent, `127.0.0.${2 + (nth % 3)}`);
          if (sent.includes('/large')) socket.pause();
          closings.push(async () => void socket.destroy());
        }
      };
      const idle = await open(get('/a'));
      await attack();
      const unfinished = await open(`${post('/b', 'Content-Length: 4')}x`);
      await attack();
      unfinished.socket.write('xxx');
      await expect.poll(unfinished.read).toContain('4 bytes');
      idle.socket.write(get('/a'));
      await expect.poll(() => idle.read().match(/0 bytes/g)).toHaveLength(2);
      expect(new Set(closed)).toEqual(new Set(['idle']));
    },
  );

  test('the longest idle one is closed, and none with a request or a stream', async () => {
    const { asked, letGo, open } = await serving({ maxConnections: 10 });
    const stream = await open(get('/stream'));
    await expect.poll(stream.read).toContain('first frame');
    const slow = await open(get('/slow'));
    const [older, reused, newer] = [await open(get('/1')), await open(get('/2')), await open(get('/3'))];
    for (const { read } of [older, reused, newer]) await expect.poll(read).toContain('0 bytes');
    reused.socket.write(get('/4'));
    await expect.poll(() => asked).toContain('/4');
    const further: Awaited<ReturnType<typeof open>>[] = [];
    for (let nth = 0; nth < 6; nth += 1) further.push(await open());
    await older.ended;
    await newer.ended;
    letGo();
    await expect.poll(slow.read).toContain('0 bytes');
    for (const { socket } of [stream, reused, ...further]) expect(socket.readyState).toBe('open');
  });

  test('a network that holds 90 % is refused if it has no idle one, and others are served', async () => {
    const closed: string[] = [];
    const { asked, open } = await serving({ maxConnections: 20, onFull: (which) => closed.push(which) });
    const own = await open(get('/a'), '127.0.0.2');
    await expect.poll(own.read).toContain('0 bytes');
    for (let nth = 0; nth < 18; nth += 1) await open(get('/slow'));
    await expect.poll(() => asked).toHaveLength(19);
    expect(closed).toEqual([]);
    for (let nth = 0; nth < 3; nth += 1) await (await open(get('/refused'))).ended;
    expect(closed).toEqual(['new', 'new', 'new']);
    // The idle connection of the other network was not closed for them.
    own.socket.write(get('/own'));
    const other = await open(get('/other'), '127.0.0.2');
    await expect.poll(other.read).toContain('0 bytes');
    expect(asked.slice(19)).toEqual(['/own', '/other']);
    expect(closed).toHaveLength(3);
  });

  test('one that ends makes room', async () => {
    const { asked, open } = await serving({ maxConnections: 1 });
    const first = await open(get('/slow'));
    await expect.poll(() => asked).toEqual(['/slow']);
    await (await open(get('/b'))).ended;
    first.socket.destroy();
    await expect
      .poll(async () => {
        const { socket, read, ended } = await open(get('/c'));
        await Promise.race([ended, new Promise((resolve) => socket.once('data', resolve))]);
        return read();
      })
      .toContain('0 bytes');
  });

  test('idle connections over TLS are closed, too', async () => {
    const { open } = await serving({ maxConnections: 4, tls: certificatePair() });
    const silent = await Promise.all(Array.from({ length: 5 }, () => open()));
    await Promise.race(silent.map(({ ended }) => ended));
  });
});

test('a started server warns of the connections that it closes', async () => {
  const warned: unknown[] = [];
  const log = {
    debug: () => {},
    info: () => {},
    warn: (...line: unknown[]) => void warned.push(line),
    error: () => {},
  };
  const busy: Mutant = {
    name: 'transport/handled-command-is-200#never',
    requirement: 'transport/handled-command-is-200',
    wrap: (handle) => (call) => (call.target === '/busy' ? new Promise(() => {}) : handle(call)),
  };
  const server = await startServer({ maxConnections: 1, log, mutants: [busy] });
  closings.push(() => server.close());
  const before = warned.length;
  const first = await openConnection(server.port);
  first.socket.write(get('/'));
  await expect.poll(first.read).toContain('HTTP/1.1 200');
  const second = await openConnection(server.port);
  await first.ended;
  second.socket.write(get('/busy'));
  await after(100);
  await (await openConnection(server.port)).ended;
  second.socket.destroy();
  expect(warned.slice(before)).toEqual([
    [{ maxConnections: 1 }, expect.stringContaining('closed an idle or unfinished connection')],
    [{ maxConnections: 1 }, expect.stringContaining('closed a new connection')],
  ]);
});
