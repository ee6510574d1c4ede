import { once } from 'node:events';
import net from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { newRecord } from '../../src/case/check-record.ts';
import { type MockHandler, startMock } from '../../src/case/mock-server.ts';
import { Secrets } from '../../src/case/redaction.ts';

function mock(handler: MockHandler) {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const where = { bind: '127.0.0.1', host: '127.0.0.1' };
  return startMock(handler, newRecord(new Secrets()), where, stop.signal);
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
