import { connect, type Socket } from 'node:net';
import { encode } from '@parsec-spec/spec/codec';
import { API_VERSION } from '@parsec-spec/spec/commands';
import { afterEach, expect, test } from 'vitest';
import { send } from '../../support/http.ts';
import { type Process, serveProcess } from '../../support/serve-process.ts';
import { msgpack } from '../../support/test-server.ts';

const opened: { server?: Process; readonly sockets: Socket[] } = { sockets: [] };
afterEach(async () => {
  for (const socket of opened.sockets.splice(0)) socket.destroy();
  opened.server?.child.kill('SIGKILL');
  await opened.server?.ended;
});

const head = (...lines: readonly string[]): string =>
  [
    'POST /anonymous_server HTTP/1.1',
    'Host: x',
    `Api-Version: ${API_VERSION}`,
    'Content-Type: application/msgpack',
    ...lines,
    '',
    '',
  ].join('\r\n');

/** Opens a connection and reads from it. Resolves when it is established or refused. */
function opens(port: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port }, () => resolve());
    opened.sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => resolve());
    socket.resume();
  });
}

// The heap of the server is bounded, so that memory without bound ends it.
test.each([
  [
    '32 malformed requests on each of 2,000 connections',
    2_000,
    Buffer.from(`${head('Content-Length: 1')}\xc1`.repeat(32), 'latin1'),
  ],
  [
    '60 KB of an unfinished head on each of 2,000 connections',
    2_000,
    Buffer.from(`GET / HTTP/1.1\r\nHost: x\r\n${`X-Header: ${'x'.repeat(88)}\r\n`.repeat(600)}`),
  ],
  [
    'thousands of short header lines on each of 2,000 connections',
    2_000,
    Buffer.from(head('Content-Length: 9', ...Array.from({ length: 900 }, (_, nth) => `a${nth}:`))),
  ],
  [
    '10,000 chunks of one byte on each of 150 connections',
    150,
    Buffer.from(`${head('Transfer-Encoding: chunked')}${'1\r\nx\r\n'.repeat(10_000)}`),
  ],
])('%s do not end the server, and it answers afterwards', async (_, count, sent) => {
  const server = await serveProcess(['--dev', '--log-format', 'json'], {
    NODE_OPTIONS: '--max-old-space-size=96 --max-semi-space-size=16',
  });
  opened.server = server;
  const { port, url } = JSON.parse(server.first) as { port: number; url: string };
  const alive = <T>(promise: Promise<T>) => Promise.race([promise, server.ended]);
  const valid = { target: '/anonymous_server', headers: msgpack, body: encode({ cmd: 'server_config' }) };
  // On a busy machine the server may read a request only after its time limit, and close the connection.
  const answer = async (tries = 5): Promise<number | string> =>
    alive(send(url, valid).then(({ status }) => status)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET' && tries > 1) return answer(tries - 1);
      throw error;
    });
  await alive(Promise.all(Array.from({ length: count }, () => opens(port))));
  // The server has accepted all connections by the time it answers on a later one.
  expect(await answer()).toBe(200);
  for (const socket of opened.sockets) socket.write(sent);
  expect(await answer()).toBe(200);
  for (const socket of opened.sockets.splice(0)) socket.destroy();
  expect(await answer()).toBe(200);
});
