import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { NoRoomError } from '../../../src/core/call.ts';
import { incomingBody } from '../../../src/http/node/incoming-body.ts';
import { BodyRoom } from '../../../src/http/node/limits.ts';
import { openConnection } from '../../support/open-connection.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/**
 * A server that reads each body up to 10 bytes when it is time, with room for `shared` bytes. It
 * notes the outcome of each read, how many bytes of the body Node held before it, and how many
 * listeners for pieces there were after it.
 */
async function reading(
  shared = 2_000,
  isTime: (request: IncomingMessage) => Promise<unknown> = async () => {},
) {
  const outcomes: unknown[] = [];
  const listeners: number[] = [];
  const unread: number[] = [];
  const room = new BodyRoom({ free: 0, shared });
  const read = async (request: IncomingMessage): Promise<unknown> => {
    const share = room.share();
    const announced = Number(request.headers['content-length'] ?? 0);
    const incoming = incomingBody(request, announced, share);
    await isTime(request);
    unread.push(request.readableLength);
    try {
      const body = incoming.read(10);
      setImmediate(() => listeners.push(request.listenerCount('data')));
      const got = await body;
      return typeof got === 'string' ? got : Buffer.from(got).toString();
    } catch (error) {
      return error;
    } finally {
      incoming.release();
    }
  };
  const server = createServer((request, response) => {
    void read(request).then((outcome) => {
      outcomes.push(outcome);
      response.end('done');
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { ...(await openConnection(port)), outcomes, listeners, unread };
}

const closed = (request: IncomingMessage): Promise<unknown> =>
  new Promise((resolve) => request.once('close', resolve));

const head = (...headers: readonly string[]): string =>
  ['POST / HTTP/1.1', 'Host: x', ...headers, '', ''].join('\r\n');
const sized = (length: number): string => head(`Content-Length: ${length}`);
const chunked = head('Transfer-Encoding: chunked');
const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;

describe('a body', () => {
  test('that arrived with its head is available without a listener', async () => {
    const { socket, outcomes, listeners } = await reading();
    socket.write(`${sized(5)}hello`);
    await expect.poll(() => outcomes).toEqual(['hello']);
    expect(listeners).toEqual([0]);
  });

  test('that arrives later and in pieces is complete', async () => {
    const { socket, outcomes, listeners } = await reading();
    for (const piece of [sized(8), 'in ', 'pie', 'ces'.slice(0, 2)]) {
      socket.write(piece);
      await after(20);
    }
    await expect.poll(() => outcomes).toEqual(['in piece']);
    expect(listeners).toEqual([1]);
  });

  test.each([
    ['empty', sized(0), ''],
    ['of as many bytes as are allowed', `${sized(10)}0123456789`, '0123456789'],
    ['announced longer', `${sized(11)}0123456789a`, 'too-large'],
    ['of chunks', `${chunked}${chunk('01234')}${chunk('56789')}0\r\n\r\n`, '0123456789'],
    ['of chunks that are longer', `${chunked}${chunk('01234')}${chunk('56789a')}0\r\n\r\n`, 'too-large'],
  ])(
    'that is %s is reported as such, and the next one on the connection too',
    async (_, request, outcome) => {
      const { socket, outcomes } = await reading();
      socket.write(request);
      await expect.poll(() => outcomes).toEqual([outcome]);
      socket.write(`${sized(4)}next`);
      await expect.poll(() => outcomes).toEqual([outcome, 'next']);
    },
  );

  test.each([
    ['with its head', `${sized(9)}012345678`, ''],
    ['after it', sized(9), '012345678'],
  ])('for which there is no room is refused where it comes %s', async (_, first, second) => {
    const { socket, outcomes } = await reading(200);
    socket.write(first);
    await after(20);
    socket.write(second);
    await expect.poll(() => outcomes).toEqual([expect.any(NoRoomError)]);
  });

  test.each([
    ['right after its head', 0],
    ['later', 50],
  ])('that breaks off %s is reported as such', async (_, delay) => {
    const { socket, outcomes } = await reading();
    socket.write(`${sized(9)}0123`);
    await after(delay);
    socket.destroy();
    await expect.poll(() => outcomes).toEqual(['aborted']);
  });

  test('that broke off before it was read is reported as aborted', async () => {
    const { socket, outcomes } = await reading(2_000, closed);
    socket.write(`${sized(9)}0123`);
    await after(20);
    socket.destroy();
    await expect.poll(() => outcomes).toEqual(['aborted']);
  });

  test.each([
    ['within the limit', 3, 20_000, 'xxx'],
    ['beyond the limit', 11, 20_000, 'too-large'],
    ['without room', 10, 2_000, expect.any(NoRoomError)],
  ])('of chunks of one byte is counted as it arrives, %s', async (_, chunks, room, outcome) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { socket, outcomes, unread } = await reading(room, () => promise);
    socket.write(`${chunked}${chunk('x').repeat(chunks)}0\r\n\r\n`);
    await after(50);
    resolve();
    await expect.poll(() => outcomes).toEqual([outcome]);
    expect(unread).toEqual([0]);
    socket.write(`${sized(4)}next`);
    await expect.poll(() => outcomes).toHaveLength(2);
    expect(outcomes[1]).toBe('next');
  });

  test('is not mixed up with others that arrive at the same time', async () => {
    const { socket, outcomes } = await reading();
    socket.write(`${sized(3)}one${sized(3)}two${sized(5)}three`);
    await expect.poll(() => outcomes).toEqual(['one', 'two', 'three']);
  });
});
