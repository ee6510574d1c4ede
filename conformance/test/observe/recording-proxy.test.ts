import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TimedExchange } from '../../src/observe/recording.ts';
import { type RecordingProxy, startRecordingProxy } from '../../src/observe/recording-proxy.ts';
import { headerOf } from '../../src/wire/headers.ts';

/** Answers by path. */
let answer: http.RequestListener = (_, response) => void response.end();
let server: http.Server;
let proxy: RecordingProxy;
let recorded: TimedExchange[];

beforeEach(async () => {
  recorded = [];
  server = http.createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const to = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  proxy = await startRecordingProxy({
    ...{ host: '127.0.0.1', port: 0, to },
    onExchange: (timed) => void recorded.push(timed),
  });
});
afterEach(async () => {
  await proxy.close();
  server.closeAllConnections();
  server.close();
});

/** Sends a request and resolves at the head of the response. */
const send = (options: http.RequestOptions, body?: Uint8Array): Promise<http.IncomingMessage> =>
  new Promise((resolve, reject) => {
    const request = http.request(proxy.address, { agent: false, ...options }, resolve);
    request.on('error', reject);
    request.end(body);
  });

test('requests and responses pass unchanged, and are recorded as they were', async () => {
  let seen: { url: string | undefined; headers: string[]; body: Buffer } | undefined;
  answer = async (request, response) => {
    seen = { url: request.url, headers: request.rawHeaders, body: await buffer(request) };
    response.sendDate = false;
    response.writeHead(
      418,
      'Teapot',
      [
        ['X-TwIce', 'a'],
        ['X-TwIce', 'b'],
        ['Content-Length', '3'],
      ].flat(),
    );
    response.end(Buffer.from([0, 255, 10]));
  };
  const response = await send(
    { method: 'POST', path: '/a%2Fb?c=d', headers: { 'X-Odd-CASE': 'y', 'Content-Length': 2 } },
    Buffer.from([1, 0]),
  );
  expect([response.statusCode, response.statusMessage]).toEqual([418, 'Teapot']);
  expect(await buffer(response)).toEqual(Buffer.from([0, 255, 10]));
  expect(response.rawHeaders.filter((_, index) => index % 2 === 0)).toEqual(
    expect.arrayContaining(['X-TwIce', 'X-TwIce', 'Content-Length']),
  );
  expect(response.rawHeaders).not.toContain('Date');
  expect(seen).toMatchObject({ url: '/a%2Fb?c=d', body: Buffer.from([1, 0]) });
  expect(seen?.headers).toEqual(
    expect.arrayContaining(['X-Odd-CASE', 'y', 'Host', new URL(proxy.address).host]),
  );
  const [{ exchange } = expect.unreachable()] = recorded;
  expect(exchange.request).toMatchObject({ method: 'POST', target: '/a%2Fb?c=d' });
  expect(exchange.request.headers).toContainEqual(['X-Odd-CASE', 'y']);
  expect([...exchange.request.body]).toEqual([1, 0]);
  expect([exchange.status, ...exchange.body]).toEqual([418, 0, 255, 10]);
});

test('bodies above 2 MiB pass whole, and are cut in the record', async () => {
  const large = Buffer.alloc(3 << 20, 'x');
  let got = 0;
  answer = async (request, response) => {
    got = (await buffer(request)).length;
    response.end(large);
  };
  const response = await send({ method: 'POST', path: '/' }, large);
  expect((await buffer(response)).length).toBe(large.length);
  expect(got).toBe(large.length);
  const [{ exchange } = expect.unreachable()] = recorded;
  for (const message of [exchange.request, exchange.response])
    expect([message?.body.length, message?.length]).toEqual([2 << 20, 3 << 20]);
});

test('an event stream passes unbuffered, and is recorded when it ends', async () => {
  answer = (_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.write('data:1\n\n');
  };
  const response = await send({ path: '/authenticated/Org/events' });
  // The server never ends the stream, so this part was not held back.
  const [part] = await response.take(1).toArray();
  expect(String(part)).toBe('data:1\n\n');
  response.destroy();
  await proxy.idle(1, AbortSignal.timeout(10_000));
  await proxy.close();
  expect(recorded.map(({ exchange }) => [exchange.status, exchange.text, exchange.response?.length])).toEqual(
    [[200, 'data:1\n\n', undefined]],
  );
});

test('a response that breaks off is recorded as incomplete', async () => {
  answer = (_, response) => {
    response.writeHead(200, { 'Content-Length': 10 });
    response.write('half', () => response.destroy());
  };
  const response = await send({ path: '/' });
  await expect(buffer(response)).rejects.toThrow('aborted');
  const [{ exchange } = expect.unreachable()] = recorded;
  // A length above that of the body means that bytes are missing.
  expect([exchange.text, exchange.response?.length]).toEqual(['half', 5]);
});

test('a server that does not answer becomes a 502, and is recorded without response', async () => {
  answer = (request) => request.socket.destroy();
  const response = await send({ path: '/' });
  expect(response.statusCode).toBe(502);
  expect(recorded.map(({ exchange }) => [exchange.response, exchange.error])).toEqual([
    [undefined, 'ECONNRESET'],
  ]);
});

test('a large request that the server refuses early gets that answer', async () => {
  answer = (_, response) => {
    response.writeHead(413, { Connection: 'close' }).end('too large');
  };
  const response = await send(
    { method: 'POST', path: '/', headers: { 'Content-Length': 1_048_577 } },
    Buffer.alloc(1_048_577),
  );
  expect([response.statusCode, (await buffer(response)).toString()]).toEqual([413, 'too large']);
});

describe('the administration token is not recorded', () => {
  const token = '0123456789abcdef0123456789ABCDEF';
  const bearer = { Authorization: `Bearer ${token}` };
  test.each<[string, http.RequestOptions]>([
    ['on a path of the administration', { path: '/administration/organizations/Org', headers: bearer }],
    ['on an encoded path', { path: '/%61dministration/stats', headers: bearer }],
    ['on an absolute target', { path: 'http://127.0.0.1/administration/stats', headers: bearer }],
    ['for the metrics', { path: '/metrics', headers: bearer }],
    ['on a route of devices', { method: 'POST', path: '/authenticated/Org', headers: bearer }],
    ['in another letter case', { path: '/metrics', headers: { authorization: `bearer ${token}` } }],
    ['as basic credentials', { path: '/metrics', headers: { Authorization: `Basic ${btoa(`a:${token}`)}` } }],
    ['for a proxy', { path: '/metrics', headers: { 'Proxy-Authorization': `Bearer ${token}` } }],
  ])('%s', async (_, request) => {
    let seen = '';
    answer = ({ rawHeaders }, response) => {
      seen = rawHeaders.join('\n');
      response.end();
    };
    await buffer(await send(request));
    const given = Object.values(request.headers ?? {}).join('\n');
    expect(seen).toContain(given);
    const all = JSON.stringify(recorded);
    expect(all).toContain('"not recorded"');
    for (const secret of [given, token, btoa(`a:${token}`)]) expect(all).not.toContain(secret);
  });
});

test('credentials of devices and invitations are recorded, because rules judge them', async () => {
  answer = (_, response) => void response.end();
  const device = `Bearer PARSEC-SIGN-ED25519.${'0'.repeat(32)}.1.${'A'.repeat(86)}==`;
  const invitation = `Bearer ${'0'.repeat(32)}`;
  const sent = [
    { method: 'POST', path: '/authenticated/Org', headers: { Authorization: device } },
    { path: '/authenticated/Org/events', headers: { Authorization: device } },
    { method: 'POST', path: '/invited/Org', headers: { Authorization: invitation } },
  ];
  for (const request of sent) await buffer(await send(request));
  expect(recorded.map(({ exchange }) => headerOf(exchange.request.headers, 'authorization'))).toEqual(
    sent.map(({ headers }) => headers.Authorization),
  );
});

test('it is idle while only event streams are open', async () => {
  const arrived = Promise.withResolvers<http.ServerResponse>();
  answer = (request, response) => {
    if (request.url === '/stream') {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.write('data:1\n\n');
    } else arrived.resolve(response);
  };
  const stream = await send({ path: '/stream' });
  await proxy.idle(1, new AbortController().signal);
  const slow = send({ path: '/slow' });
  const response = await arrived.promise;
  let isIdle = false;
  const idle = proxy.idle(0, new AbortController().signal).then(() => {
    isIdle = true;
  });
  await setImmediate();
  expect(isIdle).toBe(false);
  response.end();
  await buffer(await slow);
  await idle;
  stream.destroy();
});
