import { connect } from 'node:net';
import { encode } from '@parsec-spec/spec/codec';
import { API_VERSION } from '@parsec-spec/spec/commands';
import { afterAll, describe, expect, test } from 'vitest';
import { listen } from '../../../src/http/node/listen.ts';
import { bearer } from '../../support/members.ts';
import { organizationInfo, TestServer } from '../../support/test-server.ts';

const testServer = new TestServer();
const listening = await listen(testServer.server, { host: '127.0.0.1', port: 0 });
afterAll(async () => {
  await listening.stop();
  await testServer.server.close();
});
const { id, bootstrap } = await testServer.bootstrapped();
const head = (target = '/anonymous_server'): string =>
  `POST ${target} HTTP/1.1\r\nHost: x\r\nApi-Version: ${API_VERSION}\r\nContent-Type: application/msgpack\r\nAuthorization: ${bearer(bootstrap)}\r\n`;
const config = Buffer.from(encode({ cmd: 'server_config' }));

/**
 * Writes pieces to a raw connection. Resolves with the received text after the given number of
 * answers, at the end of the connection, or after `timeoutMs`.
 */
function raw(
  pieces: readonly (string | Uint8Array)[],
  {
    answers = 1,
    timeoutMs,
    port = listening.port,
  }: { answers?: number; timeoutMs?: number; port?: number } = {},
): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let received = '';
    const finish = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(received);
    };
    const timer = timeoutMs === undefined ? undefined : setTimeout(finish, timeoutMs);
    socket.on('data', (piece) => {
      received += piece.toString('latin1');
      if ((received.match(/HTTP\/1\.1 \d/g)?.length ?? 0) >= answers) setTimeout(finish, 10);
    });
    socket.on('error', () => {});
    socket.on('close', finish);
    for (const piece of pieces) socket.write(piece);
  });
}
const statusIn = (text: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0);
const chunk = (bytes: Uint8Array): Buffer[] => [
  Buffer.from(`${bytes.length.toString(16)}\r\n`),
  Buffer.from(bytes),
  Buffer.from('\r\n'),
];

describe('a body', () => {
  test('in chunks is accepted, and refused once it grows too large', async () => {
    const small = [
      head(),
      'Transfer-Encoding: chunked\r\n\r\n',
      ...chunk(config.subarray(0, 5)),
      ...chunk(config.subarray(5)),
      '0\r\n\r\n',
    ];
    expect(statusIn(await raw(small))).toBe(200);
    const large = [
      head(),
      'Transfer-Encoding: chunked\r\n\r\n',
      ...Array.from({ length: 17 }, () => chunk(new Uint8Array(65_536))).flat(),
    ];
    expect(statusIn(await raw(large))).toBe(413);
  });

  test('announced too large is refused before it is sent', async () => {
    expect(statusIn(await raw([head(), 'Content-Length: 1048577\r\n\r\n']))).toBe(413);
  });

  test('whose length is not a number, or that has two lengths, is refused', async () => {
    expect(statusIn(await raw([head(), 'Content-Length: abc\r\n\r\n']))).toBe(400);
    expect(statusIn(await raw([head(), 'Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd']))).toBe(400);
  });

  test('longer than announced leaves bytes that are no request', async () => {
    const answers = await raw([head(), `Content-Length: ${config.length}\r\n\r\n`, config, 'junk\r\n\r\n']);
    expect(answers).toContain('HTTP/1.1 400');
  });

  test('that never arrives gets no answer', async () => {
    expect(await raw([head(), 'Content-Length: 100\r\n\r\n', 'abc'], { timeoutMs: 300 })).toBe('');
  });
});

test('a refused body does not cost the connection: the next request on it is served', async () => {
  const answers = await raw(
    [
      head(),
      'Content-Length: 1048577\r\n\r\n',
      new Uint8Array(1_048_577),
      head(),
      `Content-Length: ${config.length}\r\n\r\n`,
      config,
    ],
    { answers: 2 },
  );
  expect([...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual(['413', '200']);
});

test('headers without end are refused, and two requests in one packet are both answered', async () => {
  expect(statusIn(await raw([`GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`]))).toBe(431);
  const both = await raw(
    [`${head()}Content-Length: ${config.length}\r\n\r\n`, config, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'],
    { answers: 2 },
  );
  expect(both.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
});

test('of a repeated header the first one counts, on the wire too', async () => {
  const twice = (first: string, second: string) =>
    `POST /anonymous_server HTTP/1.1\r\nHost: x\r\nApi-Version: ${first}\r\nApi-Version: ${second}\r\nContent-Type: application/msgpack\r\nContent-Type: text/plain\r\nContent-Length: ${config.length}\r\n\r\n`;
  expect(statusIn(await raw([twice('5.0', '6.0'), config]))).toBe(200);
  expect(statusIn(await raw([twice('6.0', '5.0'), config]))).toBe(422);
});

test('a request with two Host headers is refused, even if both are equal', async () => {
  const named = (...hosts: string[]) =>
    `GET / HTTP/1.1\r\n${hosts.map((host) => `Host: ${host}\r\n`).join('')}\r\n`;
  expect(statusIn(await raw([named('a.test')]))).toBe(200);
  expect(statusIn(await raw([named('a.test', 'b.test')]))).toBe(400);
  expect(statusIn(await raw([named('a.test', 'a.test')]))).toBe(400);
});

test('paths are not normalized: `..` leads into no other family', async () => {
  expect(statusIn(await raw(['GET /anonymous/../administration/stats HTTP/1.1\r\nHost: x\r\n\r\n']))).toBe(
    404,
  );
  expect(
    statusIn(await raw([`POST /authenticated/../${id} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n`])),
  ).toBe(404);
});

test('HEAD and CONNECT do no harm', async () => {
  expect(statusIn(await raw(['HEAD / HTTP/1.1\r\nHost: x\r\n\r\n']))).toBe(405);
  expect(await raw(['CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n'])).toBe('');
  expect(
    statusIn(
      await raw([
        head(`/authenticated/${id}`),
        `Content-Length: ${encode(organizationInfo).length}\r\n\r\n`,
        encode(organizationInfo),
      ]),
    ),
  ).toBe(200);
});

test('a slow request is ended with 408', async () => {
  const own = new TestServer();
  const hurried = await listen(own.server, {
    host: '127.0.0.1',
    port: 0,
    timeouts: { head: 100, request: 200, check: 50 },
  });
  const { port } = hurried;
  expect(statusIn(await raw(['GET / HTTP/1.1\r\nHost: x\r\n'], { port }))).toBe(408);
  expect(statusIn(await raw([head(), 'Content-Length: 100\r\n\r\n', 'abc'], { port }))).toBe(408);
  expect(statusIn(await raw([head(), `Content-Length: ${config.length}\r\n\r\n`, config], { port }))).toBe(
    200,
  );
  await hurried.stop();
  await own.server.close();
});

test('a stop finishes pending requests and accepts no new connection', async () => {
  const own = new TestServer();
  const listening = await listen(own.server, { host: '127.0.0.1', port: 0 });
  const { id, bootstrap } = await own.bootstrapped();
  const socket = connect(listening.port, '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  const answered = new Promise<string>((resolve) =>
    socket.once('data', (piece) => resolve(piece.toString('latin1'))),
  );
  const body = Buffer.from(encode(organizationInfo));
  socket.write(
    `POST /authenticated/${id} HTTP/1.1\r\nHost: x\r\nApi-Version: ${API_VERSION}\r\nContent-Type: application/msgpack\r\nAuthorization: ${bearer(bootstrap)}\r\nContent-Length: ${body.length}\r\n\r\n`,
  );
  await new Promise((resolve) => setTimeout(resolve, 50));
  const stopped = listening.stop();
  socket.write(body);
  expect(statusIn(await answered)).toBe(200);
  await stopped;
  await expect(fetch(listening.url)).rejects.toThrow();
  await own.server.close();
});
