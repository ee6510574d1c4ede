import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { inTime, latenessBetween, measureDelay } from '../../src/targets/judge-delay.ts';

/** Keeps the event loop busy. */
function block(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end; );
}

beforeAll(async () => {
  measureDelay();
  await sleep(500);
});

describe('the judge', () => {
  test('was late while its event loop was busy, by the time that it was', async () => {
    const since = performance.now();
    block(600);
    await sleep(300);
    const lateness = latenessBetween(since);
    expect(lateness?.share).toBeGreaterThan(0.5);
    expect(lateness?.longestMs).toBeGreaterThan(300);
  });

  test('is late already while a delay lasts', async () => {
    const since = performance.now();
    block(600);
    expect(latenessBetween(since)?.longestMs).toBeGreaterThan(300);
    await sleep(300);
  });

  test('was not late before it measured, nor if one short delay was in a long period', async () => {
    expect(latenessBetween(0, 1)).toBeUndefined();
    const since = performance.now();
    block(600);
    await sleep(300);
    expect(latenessBetween(since - 60_000)).toBeUndefined();
  });
});

describe('a wait with a limit', () => {
  test('ends at its limit, or when the promise is settled', async () => {
    expect(await inTime(Promise.resolve(7), 50)).toBe(7);
    expect(await inTime(sleep(60, 7), Number.POSITIVE_INFINITY)).toBe(7);
  });

  test('is extended while the judge is late', async () => {
    const awaited = inTime(sleep(700, 'settled'), 400);
    block(600);
    expect(await awaited).toBe('settled');
  });

  test('has an end even if the judge is always late', async () => {
    const blocking = setInterval(() => block(80), 5);
    expect(await inTime(new Promise(() => undefined), 200)).toBe('late');
    clearInterval(blocking);
  });
});
