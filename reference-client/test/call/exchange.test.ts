import { execFileSync } from 'node:child_process';
import { createServer as createHttp } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { expect, it } from 'vitest';
import { exchange } from '../../src/call/exchange.ts';

const listen = (server: Server): Promise<number> =>
  new Promise((done) => server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port)));

const get = (url: string) => exchange({ method: 'GET', url, headers: {} }, { timeoutMs: 3000 });

it('a refused connection is offline, and the server received nothing', async () => {
  const server = createServer();
  const port = await listen(server);
  await new Promise((done) => server.close(done));
  expect(await get(`http://127.0.0.1:${port}/`)).toMatchObject({
    kind: 'offline',
    cause: 'connection-refused',
    maybeReceived: false,
  });
});

it('a connection that ends without an answer is offline, and the server may have received the request', async () => {
  const server = createServer((socket) => socket.once('data', () => socket.destroy()));
  const port = await listen(server);
  expect(await get(`http://127.0.0.1:${port}/`)).toMatchObject({
    kind: 'offline',
    cause: 'connection-lost',
    maybeReceived: true,
  });
  server.close();
});

it('a truncated answer is offline, and the server may have received the request', async () => {
  const server = createHttp((_request, response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('half', () => response.destroy());
  });
  const port = await listen(server);
  expect(await get(`http://127.0.0.1:${port}/`)).toMatchObject({ kind: 'offline', maybeReceived: true });
  server.close();
});

it('an unknown host name is offline, and the server received nothing', async () => {
  expect(await get('http://parsec-spec.invalid/')).toMatchObject({
    kind: 'offline',
    cause: 'name-not-found',
    maybeReceived: false,
  });
});

it('a certificate of an unknown authority is refused, and accepted after trustAuthorities', () => {
  const output = execFileSync(
    process.execPath,
    [new URL('../support/tls-child.ts', import.meta.url).pathname],
    {
      encoding: 'utf8',
      timeout: 20_000,
    },
  );
  expect(JSON.parse(output)).toEqual({ before: 'offline tls', after: 'answered 200' });
});
