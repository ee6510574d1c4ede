import { expect, test } from 'vitest';
import { retryAfterSuspend } from '../../../src/storage/postgres/retry.ts';

const limit = 20;
const sleep = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/** Fails this number of times, each time after the process has slept. */
function failing(times: number, ms: number, message: string) {
  let tries = 0;
  const work = async (): Promise<number> => {
    tries += 1;
    if (tries > times) return tries;
    sleep(ms);
    throw new Error(message);
  };
  return work;
}

test.each([
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Connection terminated due to connection timeout',
])('after a sleep "%s" is not believed, once', async (message) => {
  expect(await retryAfterSuspend(limit, failing(1, 400, message))).toBe(2);
  await expect(retryAfterSuspend(limit, failing(2, 400, message))).rejects.toThrow(message);
});

test('an absent database, or one that does not answer a statement, is reported', async () => {
  await expect(retryAfterSuspend(limit, failing(1, limit, 'timeout expired'))).rejects.toThrow(
    'timeout expired',
  );
  await expect(retryAfterSuspend(limit, failing(1, 400, 'Query read timeout'))).rejects.toThrow(
    'Query read timeout',
  );
  await expect(retryAfterSuspend(limit, failing(1, 400, 'connect ECONNREFUSED'))).rejects.toThrow(
    'ECONNREFUSED',
  );
});
