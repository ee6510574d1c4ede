import { createServer } from '@parsec-spec/reference-server/core';
import { type Listening, listen } from '@parsec-spec/reference-server/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Load } from '../src/load/load.ts';
import type { Order } from '../src/load/order.ts';

let listening: Listening;
let load: Load;
beforeAll(async () => {
  const server = createServer({ config: { administration_token: 's3cr3t' } });
  listening = await listen(server, { host: '127.0.0.1', port: 0 });
  load = new Load(listening.port);
});
afterAll(() => listening.stop(0));

test.each<[Order, number]>([
  [{ kind: 'bootstrap', seconds: 0.01, most: 200 }, 64],
  [{ kind: 'bootstrap', seconds: 0.01, most: 40 }, 40],
])(
  'bootstraps end with the batch in which their time is up, or with the last prepared one: %o',
  async (order, requests) => {
    const run = await load.prepare(order);
    const ran = await run();
    expect(ran.requests).toBe(requests);
    expect(ran.seconds).toBeGreaterThan(0);
    expect(ran.p50).toBeLessThanOrEqual(ran.p99);
  },
);

test('calls continue for the given time', async () => {
  const run = await load.prepare({ kind: 'call', seconds: 1, most: 1 });
  const started = performance.now();
  const ran = await run();
  expect(performance.now() - started).toBeGreaterThanOrEqual(1000);
  expect(ran.requests).toBeGreaterThan(32);
});

test('an unexpected answer ends the load', async () => {
  const other = createServer();
  const listening = await listen(other, { host: '127.0.0.1', port: 0 });
  await expect(new Load(listening.port).prepare({ kind: 'call', seconds: 1, most: 1 })).rejects.toThrow(
    /not created: 403/,
  );
  await listening.stop(0);
});
