import type { Outcome } from '../runner/check-result.ts';
import { type Counts, outcomes, type RunStarted } from '../runner/run-events.ts';
import { plain } from './paint.ts';

/** A mark for each outcome, because colour alone is not accessible. */
export const marks: Readonly<Record<Outcome, string>> = {
  pass: '✓',
  fail: '✗',
  warning: '!',
  note: 'i',
  knownFailure: '≈',
  stale: '⌛',
  blocked: '⊘',
  notTestable: '?',
  notApplicable: '–',
  flaky: '~',
};

/** Outcomes in words. */
export const words: Readonly<Record<Outcome, string>> = {
  pass: 'pass',
  fail: 'fail',
  warning: 'warning',
  note: 'note',
  knownFailure: 'known failure',
  stale: 'stale',
  blocked: 'blocked',
  notTestable: 'not testable',
  notApplicable: 'not applicable',
  flaky: 'flaky',
};

/** A verdict in words. A run of some checks only cannot pass as a whole. */
export const verdictWords = (
  verdict: string,
  { selection }: Pick<RunStarted, 'selection'>,
  isComparison = false,
): string =>
  isComparison && verdict !== 'none'
    ? `${verdict}: ${verdict === 'pass' ? 'neither A nor B breaks' : 'A or B breaks'} a MUST`
    : verdict === 'pass' && selection.patterns.length > 0
      ? 'pass of a selection'
      : verdict;

/** What each outcome means, for a legend. */
export const meanings: Readonly<Record<Outcome, string>> = {
  pass: 'the requirement holds',
  fail: 'a MUST is broken',
  warning: 'a SHOULD is broken',
  note: 'a MAY is not implemented, or a change took effect late',
  knownFailure: 'fails as the baseline records',
  stale: 'the baseline records another result',
  blocked: 'a step that the check needs failed, and another check judges that step',
  notTestable: 'a prerequisite of the check is missing',
  notApplicable: 'the target does not offer it, or the run does not include it',
  flaky: 'failed first, and passed when repeated',
};

/** Outcomes that are no failures, and are listed after the causes. */
export const otherFindings: readonly Outcome[] = ['notTestable', 'warning', 'knownFailure', 'note'];

/** The numbers of checks by outcome in words: `3 pass, 1 not applicable`. */
export const countWords = (counts: Counts, paint = plain): string =>
  outcomes
    .filter((outcome) => counts[outcome] > 0)
    .map((outcome) => paint.outcome(outcome, `${counts[outcome]} ${words[outcome]}`))
    .join(', ');
