import type { Check } from './case/check.ts';
import { plain, textFinding } from './report/text.ts';
import type { CheckFinished } from './runner/run-events.ts';
import { runSuite } from './runner/run-suite.ts';
import type { SuiteOptions } from './runner/suite-options.ts';

/** A check as a test of any test runner. */
export interface CheckTest {
  readonly title: string;
  /**
   * Runs the check.
   *
   * @returns The result of the check.
   * @throws Error with the finding as text if the outcome is `fail`, `stale`, `flaky` or
   *   `notTestable`.
   */
  readonly run: () => Promise<CheckFinished>;
}

/**
 * Options of checks that run as tests: those of a run, without checks, patterns and event handler.
 */
export type CheckTestOptions = Omit<SuiteOptions, 'checks' | 'patterns' | 'onEvent'>;

const redOutcomes = ['fail', 'stale', 'flaky', 'notTestable'];

/**
 * Makes checks into tests of a project's own test runner. Each test is a run of one check.
 *
 * @param checks - The checks, for example those of `loadChecks`.
 * @param options - `server` or `client` is the target, which the caller opens and closes.
 * @example
 *   for (const { title, run } of checkTests(checks, { server, seed: '1', run: '0a1b2c' }))
 *     test(title, run);
 */
export function checkTests(checks: readonly Check[], options: CheckTestOptions): readonly CheckTest[] {
  return checks.map((check, index) => ({
    title: check.id,
    run: async () => {
      let done: CheckFinished | undefined;
      await runSuite({
        ...options,
        // Each test has its own names of organizations.
        run: `${options.run}${index.toString(36)}`,
        checks: [check],
        onEvent: (event) => {
          if (event.event === 'check-finished') done = event;
        },
      });
      if (done === undefined) throw new Error(`${check.id} did not run`);
      if (redOutcomes.includes(done.outcome)) throw new Error(textFinding(done, plain));
      return done;
    },
  }));
}
