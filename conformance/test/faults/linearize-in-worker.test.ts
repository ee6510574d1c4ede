import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { linearizeInWorker } from '../../src/faults/concurrent-clients/linearize-in-worker.ts';
import {
  type HistoryToLinearize,
  linearizeHistory,
} from '../../src/model/linearizability/linearize-history.ts';
import { initialState } from '../support/histories/example-organization.ts';
import { inOrder } from '../support/histories/in-order.ts';

const bob = { user: 'bob', device: 'bob-1' };
const call = {
  client: 'a client',
  calledMs: 0,
  returnedMs: 1,
};

/** A history in which bob is revoked, and makes a served call `ms` ms after the reply to that. */
const history = (ms: number) => ({
  initial: initialState,
  calls: inOrder([
    {
      ...call,
      request: {
        cmd: 'user_revoke',
        by: { user: 'alice', device: 'alice-1' },
        at: 2,
        user: 'bob',
        email: 'bob@example.com',
      },
      outcome: { status: 'ok' },
      called: 0,
      returned: 1,
    },
    {
      ...call,
      request: { cmd: 'organization_info', by: bob },
      outcome: { status: 'ok' },
      called: 2 + ms,
      returned: 3 + ms,
      calledMs: 1 + ms,
      returnedMs: 2 + ms,
    },
  ]),
  grace: 1000,
  steps: undefined,
});
const never = new AbortController().signal;

test.each([
  ['explained', 500],
  ['violated', 1500],
])('a worker searches a history that is %s', async (kind, ms) => {
  const result = await linearizeInWorker(history(ms), never);
  expect(result).toEqual(linearizeHistory(history(ms)));
  expect(result.kind).toBe(kind);
});

test('the event loop is not blocked while the worker searches', async () => {
  const request = { cmd: 'organization_info', by: bob } as const;
  const calls = Array.from({ length: 20_000 }, (_, index) => ({
    ...call,
    request,
    outcome: { status: 'ok' },
    called: 2 * index,
    returned: 2 * index + 1,
  }));
  let turns = 0;
  let isOver = false;
  const count = () => {
    turns += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const result = await linearizeInWorker({ ...history(500), calls }, never);
  isOver = true;
  expect(result.kind).toBe('explained');
  expect(turns).toBeGreaterThan(0);
});

test('after an abort, the next history is searched', async () => {
  const controller = new AbortController();
  const [late, other] = [
    linearizeInWorker(history(500), controller.signal).catch((error: Error) => error.name),
    linearizeInWorker(history(1500), never),
  ];
  // The worker has the history by then, but its answer has not arrived.
  await new Promise<void>((resolve) => process.nextTick(resolve));
  controller.abort();
  expect(await late).toBe('AbortError');
  expect(await other).toEqual(linearizeHistory(history(1500)));
});

test('a history is not searched after an abort', async () => {
  await expect(linearizeInWorker(history(500), AbortSignal.abort())).rejects.toThrow('aborted');
});

test('concurrent calls get their own results', async () => {
  const times = [500, 1500, 600, 1600, 700, 1700];
  const results = await Promise.all(times.map((ms) => linearizeInWorker(history(ms), never)));
  expect(results).toEqual(times.map((ms) => linearizeHistory(history(ms))));
});

test('an error during the search rejects, and the next history is searched', async () => {
  const broken = { ...history(500), calls: undefined } as unknown as HistoryToLinearize;
  await expect(linearizeInWorker(broken, never)).rejects.toThrow(TypeError);
  expect((await linearizeInWorker(history(500), never)).kind).toBe('explained');
});

test('the worker does not keep the process alive', async () => {
  const script = `
    const { linearizeInWorker } = await import(${JSON.stringify(new URL('../../src/faults/concurrent-clients/linearize-in-worker.ts', import.meta.url))});
    await linearizeInWorker({ initial: {}, calls: [], grace: null, steps: 1 }, new AbortController().signal).catch(() => {});
    process.stdout.write('searched');`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=parsec-spec:src', '--input-type=module', '--eval', script],
    { timeout: 20_000 },
  );
  expect(stdout).toBe('searched');
});
