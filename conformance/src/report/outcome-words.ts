import type { Outcome } from '../runner/run-events.ts';

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

/** A number with its noun: `1 check`, `2 checks`. */
export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
