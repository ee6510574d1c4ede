export { judgeOutcome } from './outcome.ts';
export { type PreflightFacts, preflight } from './preflight.ts';
export { runSuite } from './run-suite.ts';
export { nameMatcher, nearest, type Patterns, selectChecks } from './select.ts';
export { SelectionError } from './selection-error.ts';
export { underTest } from './under-test.ts';
export { suite } from './suite.ts';
export type { SuiteOptions } from './suite-options.ts';
export { countOutcomes, countRows, verdictOf } from './tally.ts';
