import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { newRecord } from '../../src/judge/check-record.ts';
import { MAX_MOCK_BYTES, type MockHandler, SLOW_ANSWER_MS, startMock } from '../../src/judge/mock-server.ts';
import { Secrets } from '../../src/wire/secrets.ts';

function mock(handler: MockHandler, record = newRecord(new Secrets())) {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const where = { bind: '127.0.0.1', host: '127.0.0.1' };
  return startMock(handler, record, where, stop.signal);
}

test('a handler that throws is answered by 500, and later requests are served', async () => {
  let calls = 0;
  const server = await mock(() => {
    calls += 1;
    if (calls === 1) throw new RangeError('no certificate');
    return { status: 204 };
  });
  const first = await fetch(server.address, { method: 'POST', body: 'x' });
  expect([first.status, await first.text()]).toEqual([
    500,
    'the judge cannot answer this request: no certificate',
  ]);
  expect((await fetch(server.address)).status).toBe(204);
  expect(server.exchanges.map(({ response }) => response?.status)).toEqual([500, 204]);
});

test('a connection closed within a request has no effect', async () => {
  const server = await mock(() => ({ status: 204 }));
  const socket = net.connect(server.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc');
  await new Promise<void>((written) => socket.end(written));
  expect((await fetch(server.address)).status).toBe(204);
  expect(server.exchanges.length).toBe(1);
});

describe('a failure of a client', () => {
  const overdueAfter = async (handler: MockHandler, signal?: AbortSignal) => {
    const record = newRecord(new Secrets());
    const { address } = await mock(handler, record);
    await fetch(address, { signal: signal ?? null })
      .then(async ({ body }) => body?.cancel())
      .catch(() => undefined);
    return record;
  };

  test('rests on time if the client gave up before the judge answered', async () => {
    const [asked, gaveUp] = [Promise.withResolvers<void>(), new AbortController()];
    const answer = Promise.withResolvers<void>();
    const running = overdueAfter(async () => {
      asked.resolve();
      await answer.promise;
      return { status: 204 };
    }, gaveUp.signal);
    await asked.promise;
    gaveUp.abort();
    const record = await running;
    await expect.poll(() => record.gaveUpSince).toBeLessThan(performance.now());
    answer.resolve();
  });

  test.each([
    [SLOW_ANSWER_MS, true],
    [SLOW_ANSWER_MS / 2, false],
  ])('an answer of the judge after %i ms: %s', async (duration, isLate) => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(1);
    onTestFinished(() => now.mockRestore());
    const record = await overdueAfter(() => {
      now.mockReturnValue(1 + duration);
      return { status: 204 };
    });
    await expect.poll(() => record.gaveUpSince).toBe(isLate ? 1 : undefined);
  });

  test.each<[string, MockHandler]>([
    ['the judge answered', () => ({ status: 204 })],
    ['the judge closed the connection', () => 'hang up'],
    ['the client closed an event stream', () => ({ events: ({ write }) => write('data: x\n\n') })],
  ])('does not rest on time if %s', async (_name, handler) => {
    const record = await overdueAfter(handler);
    await expect.poll(() => record.exchanges.length).toBe(1);
    expect(record.gaveUpSince).toBeUndefined();
  });
});

test('a mock server keeps at most 64 MiB of exchanges, refuses further requests and says so', async () => {
  const record = newRecord(new Secrets());
  const server = await mock(() => ({ status: 204 }), record);
  const body = Buffer.alloc(2 << 20);
  const post = () =>
    fetch(server.address, { method: 'POST', body }).then(
      ({ status }) => status,
      () => 'closed',
    );
  const answers = [];
  for (let nth = 0; nth < 40; nth += 1) answers.push(await post());
  const kept = answers.filter((answer) => answer === 204).length;
  expect(answers).toEqual([...Array(31).fill(204), ...Array(9).fill('closed')]);
  expect(server.exchanges.length).toBe(kept);
  expect(kept * body.length).toBeLessThanOrEqual(MAX_MOCK_BYTES);
  expect(record.notes).toEqual(['a server of the judge refused requests after 64 MiB']);
  server.forget();
  expect(await post()).toBe(204);
});

test('the answers of a mock server count, too', async () => {
  const record = newRecord(new Secrets());
  const server = await mock(() => ({ status: 200, body: Buffer.alloc(8 << 20) }), record);
  const get = () =>
    fetch(server.address).then(
      async (response) => (await response.arrayBuffer()).byteLength,
      () => 'closed',
    );
  const answers = [];
  for (let nth = 0; nth < 10; nth += 1) answers.push(await get());
  expect(answers).toEqual([...Array(8).fill(8 << 20), 'closed', 'closed']);
});

test('until a check ends, no other server gets the port of a server that it closed', async () => {
  const stop = new AbortController();
  const where = { bind: '127.0.0.1', host: '127.0.0.1' };
  const ports = new Set<number>();
  for (let nth = 0; nth < 50; nth += 1) {
    const server = await startMock(() => ({ status: 204 }), newRecord(new Secrets()), where, stop.signal);
    ports.add(server.port);
    await server.close();
  }
  for (const port of ports)
    await expect(once(net.connect(port, '127.0.0.1'), 'connect')).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  // Of 7,000 ports some 20 of 3,000 servers would get one of these.
  const taken: number[] = [];
  for (let nth = 0; nth < 3000; nth += 1) {
    const other = net.createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    if (ports.has(port)) taken.push(port);
    other.close();
    await once(other, 'close');
  }
  stop.abort();
  expect([ports.size, taken]).toEqual([50, []]);
});
