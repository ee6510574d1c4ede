import { isDeepStrictEqual } from 'node:util';
import type { Check } from '../judge/check.ts';
import { generalized, isDifference, type Observation } from '../judge/observation.ts';
import { TargetError } from '../targets/target.ts';
import type { BaselineAnswer, BaselineEntry } from '../targets/target-file.ts';
import type { PlainFailure } from './check-result.ts';
import { suggest } from './suggest.ts';

/** The sentences of what a failure observed, which entries of older target files name. */
export type SentencesOf = (failure: PlainFailure) => readonly string[];

/**
 * Whether a baseline entry records every observation of a failure. Bytes, identifiers and times do
 * not count as different, because each run has its own.
 */
export function isRecorded(
  { observed }: BaselineEntry,
  failure: PlainFailure | undefined,
  sentencesOf: SentencesOf = () => [''],
): boolean {
  if (failure === undefined) return false;
  const recorded = [observed].flat();
  const isNamed = (answer: BaselineAnswer) => recorded.some((one) => isDeepStrictEqual(one, answer));
  return (
    failure.observed.map(baselineAnswer).every(isNamed) ||
    sentencesOf(failure).every((sentence) => recorded.includes(sentence))
  );
}

/** An observation as a baseline entry names it: of two values that differ, only the observed one. */
export function baselineAnswer(observation: Observation): BaselineAnswer {
  const general = generalized(observation);
  if (!isDifference(general)) return general;
  const { path, observed: value } = general;
  return path === '' ? { value } : { path, value };
}

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
