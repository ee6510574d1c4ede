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
