import { type BaselineEntry, TargetError } from '../targets/index.ts';
import type { Check } from '../verifies/index.ts';
import { suggest } from './suggest.ts';

/**
 * Throws `TargetError` (usage) on a baseline entry that names no check. Such an entry would have no
 * effect, unnoticed.
 */
export function checkBaseline(baseline: readonly BaselineEntry[], checks: readonly Check[]): void {
  const ids = checks.map(({ id }) => id);
  for (const { check } of baseline) {
    if (ids.includes(check)) continue;
    throw new TargetError('usage', `the baseline names \`${check}\`, which is no check`, suggest(check, ids));
  }
}
