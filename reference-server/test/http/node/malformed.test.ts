import { connect } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { API_VERSION } from '@parsec-spec/spec/commands';
import { afterAll, describe, expect, test } from 'vitest';
import { listen } from '../../../src/http/node/listen.ts';
import { certificatePair } from '../../support/key-pair.ts';
import { bearer } from '../../support/members.ts';
import { TestServer } from '../../support/test-server.ts';

const testServer = new TestServer();
const plain = await listen(testServer.server, { host: '127.0.0.1', port: 0 });
const secure = await listen(testServer.server, {
  host: '127.0.0.1',
  port: 0,
  tls: certificatePair(),
});
afterAll(async () => {
  await Promise.all([plain.stop(200), secure.stop(200)]);
  await testServer.server.close();
});
const { id, bootstrap } = await testServer.bootstrapped();
const get = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const post = 'POST / HTTP/1.1\r\nHost: x\r\n';
const events = `GET /authenticated/${id}/events HTTP/1.1\r\nHost: x\r\nApi-Version: ${API_VERSION}\r\nAccept: text/event-stream\r\nAuthorization: ${bearer(bootstrap)}\r\n\r\n`;

/**
 * Collects all output until the server ends the connection. Each further text is written after some
 * output.
 */
function outputOf(
  socket: ReturnType<typeof connect>,
  [first = '', ...more]: readonly string[],
): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    socket.on('data', (piece) => {
      text += piece.toString('latin1');
      const next = more.shift();
      if (next !== undefined) socket.write(next);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
    socket.write(first);
  });
}

const plainOutput = (...texts: readonly string[]) => outputOf(connect(plain.port, '127.0.0.1'), texts);
const statuses = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);

describe('malformed input ends its connection', () => {
  test.each([
    ['400', 'no request line', 'junk\r\n\r\n'],
    ['400', 'a header without a colon', 'GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n'],
    ['400', 'a chunk without a length', `${post}Transfer-Encoding: chunked\r\n\r\nzz\r\n`],
    [
      '413',
      'a chunk with much beside it',
      `${post}Transfer-Encoding: chunked\r\n\r\n5;${'x'.repeat(20_000)}\r\n`,
    ],
    ['431', 'a head without end', `GET / HTTP/1.1\r\nHost: x\r\nLarge: ${'x'.repeat(70_000)}\r\n\r\n`],
  ])('with %s: %s', async (status, _what, text) => {
    const answer = await plainOutput(text);
    expect(statuses(answer)).toEqual([status]);
    expect(answer).toMatch(/\r\nConnection: close\r\n\r\n$/);
  });

  test('also over TLS, and a client without TLS gets no reply that resembles an HTTP answer', async () => {
    const inside = connectSecurely({ port: secure.port, host: '127.0.0.1', rejectUnauthorized: false });
    expect(statuses(await outputOf(inside, ['junk\r\n\r\n']))).toEqual(['400']);
    expect(statuses(await outputOf(connect(secure.port, '127.0.0.1'), [get]))).toEqual([]);
  });

  test('after a complete answer', async () => {
    expect(statuses(await plainOutput(get, 'junk\r\n\r\n'))).toEqual(['200', '400']);
  });

  test('without a status line in the middle of an unfinished answer', async () => {
    for (const texts of [
      [events, 'junk\r\n\r\n'],
      [events, `${get}junk\r\n\r\n`],
    ]) {
      const answer = await plainOutput(...texts);
      expect(statuses(answer)).toEqual(['200']);
      expect(answer).toContain('\r\ndata:');
    }
  });
});
