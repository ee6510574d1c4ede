import type { Check } from '../case/check.ts';
import { TargetError } from '../targets/target.ts';
import type { BaselineEntry } from '../targets/target-file.ts';
import type { Finding } from './run-check.ts';
import { suggest } from './suggest.ts';

/** Whether a baseline entry records every observation of a finding, word for word. */
export const isRecorded = (
  { observed }: BaselineEntry,
  { observed: seen, observations = [seen] }: Extract<Finding, { kind: 'broken' }>,
): boolean => observations.every((one) => [observed].flat().includes(one));

/** The recorded observations of a baseline entry, as part of a sentence. */
export const observations = ({ observed }: BaselineEntry): string =>
  [observed]
    .flat()
    .map((text) => `\`${text}\``)
    .join(' or ');

/**
 * Throws `TargetError` (`usage`) on a baseline entry for an unknown check, which would have no
 * effect.
 */
export function checkBaseline(baseline: readonly BaselineEntry[], checks: readonly Check[]): void {
  const ids = checks.map(({ id }) => id);
  for (const { check } of baseline) {
    if (ids.includes(check)) continue;
    throw new TargetError(
      'usage',
      `the baseline names \`${check}\`, which is not a check`,
      suggest(check, ids, '`parsec-spec list` shows all checks'),
    );
  }
}
