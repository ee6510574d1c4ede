import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '../../src/core/create-server.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

test('the clock returns the time of the machine, also after that was set back', () => {
  const clock = systemClock();
  const microsAt = (millis: number): bigint => {
    vi.setSystemTime(millis);
    return clock().micros;
  };
  expect([1_000, 1_000, 1_001, 17, 1_700_000_000_000].map(microsAt)).toEqual([
    1_000_000n,
    1_000_000n,
    1_001_000n,
    17_000n,
    1_700_000_000_000_000n,
  ]);
});

test('requests of one millisecond share one instant', () => {
  vi.setSystemTime(5);
  const clock = systemClock();
  expect(clock()).toBe(clock());
});
