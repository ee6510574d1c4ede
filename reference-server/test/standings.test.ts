import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { Call } from '../src/core/index.ts';
import { type Listening, listen } from '../src/node/index.ts';
import { Standings } from '../src/node/standings.ts';

const opened: { listening?: Listening; sockets: Socket[] } = { sockets: [] };
afterEach(async () => {
  for (const socket of opened.sockets.splice(0)) socket.destroy();
  await opened.listening?.stop(0);
});

const reply = (status: number) => ({ status, headers: [], body: '' });

/** A server that refuses `/refused` and takes everything else; what it began with in which turn of the event loop. */
async function serving() {
  const begun: { readonly target: string; readonly turn: number }[] = [];
  let turn = 0;
  const handle = async ({ target }: Call) => {
    begun.push({ target, turn });
    return reply(target === '/refused' ? 404 : 200);
  };
  let isOver = false;
  const count = (): void => {
    turn += 1;
    if (!isOver) setImmediate(count);
  };
  count();
  const stop = async (): Promise<void> => {
    isOver = true;
  };
  const listening = await listen({ handle, config: {}, stop, close: stop } as never, {
    host: '127.0.0.1',
    port: 0,
  });
  opened.listening = listening;
  return { port: listening.port, begun };
}

async function connection(port: number) {
  const socket = connect({ host: '127.0.0.1', port });
  opened.sockets.push(socket);
  await new Promise((resolve) => socket.once('connect', resolve));
  const write = (target: string): void =>
    void socket.write(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
  const ask = async (target: string): Promise<string> => {
    write(target);
    const piece = await new Promise<Buffer>((resolve) => socket.once('data', resolve));
    return piece.toString('latin1').slice(9, 12);
  };
  return { write, ask, next: () => new Promise((resolve) => socket.once('data', resolve)) };
}

describe('whoever was refused lets others go first', () => {
  test('of those who were refused one at a time is served, behind all others', async () => {
    const { port, begun } = await serving();
    const refused = await Promise.all(Array.from({ length: 6 }, () => connection(port)));
    for (const one of refused) expect(await one.ask('/refused')).toBe('404');
    const other = await connection(port);
    expect(await other.ask('/warm')).toBe('200');
    begun.length = 0;
    // All at once, those who were refused first.
    for (const one of refused) one.write('/again');
    other.write('/mine');
    await Promise.all([...refused, other].map(({ next }) => next()));
    const turns = begun.filter(({ target }) => target === '/again').map((one) => one.turn);
    expect(turns).toHaveLength(6);
    expect(new Set(turns).size).toBe(6);
    expect(begun.findIndex(({ target }) => target === '/mine')).toBeLessThanOrEqual(1);
  });

  test('nobody waits where nothing was refused', async () => {
    const { port, begun } = await serving();
    const all = await Promise.all(Array.from({ length: 6 }, () => connection(port)));
    for (const one of all) await one.ask('/warm');
    begun.length = 0;
    for (const one of all) one.write('/again');
    await Promise.all(all.map(({ next }) => next()));
    expect(new Set(begun.map(({ turn }) => turn)).size).toBeLessThan(6);
  });
});

test('eight answers that are no refusals, and a connection is like any other', () => {
  const standings = new Standings();
  const [socket, other] = [{}, {}] as [Socket, Socket];
  for (const status of [399, 500, 503]) standings.learn(socket, status);
  expect(standings.isBehind(socket)).toBe(false);
  standings.learn(socket, 400);
  for (let nth = 1; nth <= 7; nth++) standings.learn(socket, 200);
  expect(standings.isBehind(socket)).toBe(true);
  expect(standings.isBehind(other)).toBe(false);
  standings.learn(socket, 302);
  expect(standings.isBehind(socket)).toBe(false);
});
