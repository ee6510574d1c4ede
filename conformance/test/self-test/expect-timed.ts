import { expect } from 'vitest';
import type { CheckFinished } from '../../src/report/report-events.ts';

/**
 * Asserts that the checks whose verdict rests on time are those of a list. If the judge was late,
 * these can become `notTestable`: so can a check that exceeds its time limit or that of an act of a
 * client, one that fails after a long act in which a client did not succeed, one that failed and then
 * held, and harmful checks, which all wait.
 */
export async function expectTimed(done: readonly CheckFinished[], list: string): Promise<void> {
  const timed = done.filter((event) => event.timed === true).map(({ check }) => `${check}\n`);
  await expect(timed.sort().join('')).toMatchFileSnapshot(list);
}
