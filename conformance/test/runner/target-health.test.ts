import { describe, expect, test } from 'vitest';
import { newRecord } from '../../src/judge/check-record.ts';
import type { CheckRun } from '../../src/runner/run-check.ts';
import { TargetHealth } from '../../src/runner/target-health.ts';
import { Exchange } from '../../src/wire/exchange.ts';
import { Secrets } from '../../src/wire/secrets.ts';

const request = { method: 'GET', target: '/', headers: [], body: new Uint8Array() };

/** A check whose last request ended like this. `overdue`: the check timed out. */
function ended(outcome: number | string, overdue = false): CheckRun {
  const record = newRecord(new Secrets());
  const response = { status: Number(outcome), headers: [], body: new Uint8Array() };
  record.keep(new Exchange(request, typeof outcome === 'number' ? response : outcome, 1));
  const finding = { state: 'broken' } as const;
  return { finding, overdue, record, endedAt: 1, durationMs: 1, logs: [] };
}

/**
 * The number of checks with the same outcome after which the run ends. Undefined if 100 do not
 * suffice.
 */
async function checksUntilEnd(run: CheckRun, answers: boolean): Promise<number | undefined> {
  const health = new TargetHealth(() => Promise.resolve(answers));
  for (let count = 1; count <= 100; count += 1) if ((await health.record(run)) !== undefined) return count;
  return undefined;
}

describe('a run', () => {
  test.each([
    ['if no server listens any more', ended('ECONNREFUSED'), 8],
    ['if no request is answered any more', ended('timeout', true), 8],
    ['if every answer is something else than HTTP', ended('HPE_INVALID_CONSTANT'), 8],
    ['if interim responses never end', ended('more than 100 interim responses'), 8],
  ])('ends early %s, unless the target still answers a probe', async (_, run, count) => {
    expect(await checksUntilEnd(run, false)).toBe(count);
    expect(await checksUntilEnd(run, true)).toBeUndefined();
  });

  test('ends early if every request gets 429, even if the target answers a probe', async () => {
    expect(await checksUntilEnd(ended(429), true)).toBe(8);
  });

  test('goes on while other checks pass', async () => {
    const health = new TargetHealth(() => Promise.resolve(true));
    const held: CheckRun = { ...ended(429), finding: { state: 'held' } };
    for (let round = 0; round < 100; round += 1) {
      expect(await health.record(ended(429))).toBeUndefined();
      expect(await health.record(held)).toBeUndefined();
    }
  });

  test('ends early if a refused shared resource fails several checks', async () => {
    const exchange = ended(429).record.exchanges[0];
    expect(await checksUntilEnd({ ...ended(200), exchange }, true)).toBe(8);
  });

  test('counts a check that times out after an answer, and none that sends no request', async () => {
    const unsent: CheckRun = { ...ended(200), record: newRecord(new Secrets()) };
    const health = new TargetHealth(() => Promise.resolve(false));
    for (let count = 1; count < 8; count += 1) {
      expect(await health.record(ended(200, true))).toBeUndefined();
      expect(await health.record(unsent)).toBeUndefined();
    }
    expect(await health.record(ended(200, true))).toBeDefined();
    expect(await checksUntilEnd(unsent, false)).toBeUndefined();
  });

  test('goes on if checks fail an assertion, or are refused in between', async () => {
    expect(await checksUntilEnd(ended(500), false)).toBeUndefined();
    const health = new TargetHealth(() => Promise.resolve(false));
    for (let round = 0; round < 20; round += 1) {
      for (let count = 1; count < 8; count += 1)
        expect(await health.record(ended('ECONNREFUSED'))).toBeUndefined();
      expect(await health.record(ended(200))).toBeUndefined();
    }
  });
});
