import type { Check } from './judge/check.ts';
import { plain } from './report/paint.ts';
import { type CheckFinished, observedSentences, reportEvent } from './report/report-events.ts';
import { textFinding } from './report/text-finding.ts';
import { isRed } from './runner/run-events.ts';
import { runSuite } from './runner/run-suite.ts';
import type { SuiteOptions } from './runner/suite-options.ts';

/** A check as a test of any runner: a title, and a body that throws the finding. */
export interface CheckTest {
  readonly title: string;
  /**
   * Runs the check and resolves to its result. Rejects if the outcome is a red one.
   *
   * @param skip - called with the reason if this target does not allow a judgement; it may throw, as
   *   `skip` of a test context does
   */
  readonly run: (skip?: (reason: string) => void) => Promise<CheckFinished>;
}

/**
 * Options of checks that run as tests: all options of a run except the checks, their selection and
 * the event handler.
 */
export type CheckTestOptions = Omit<SuiteOptions, 'checks' | 'patterns' | 'onEvent'>;

const skipped = ['notTestable', 'notApplicable', 'blocked'];

/**
 * The same checks for a project's own test runner: `for (const { title, run } of checkTests(checks,
 * { … })) test(title, run)`.
 *
 * Each runs on its own, against the target that the caller opened.
 */
export function checkTests(checks: readonly Check[], options: CheckTestOptions): readonly CheckTest[] {
  return checks.map((check, index) => ({
    title: check.id,
    run: async (skip) => {
      let result: CheckFinished | undefined;
      await runSuite({
        sentencesOf: observedSentences,
        ...options,
        // Organizations of one test are not those of another.
        run: `${options.run}${index.toString(36)}`,
        checks: [check],
        onEvent: (event) => {
          if (event.event === 'check-finished') result = reportEvent(event);
        },
      });
      if (result === undefined) throw new Error(`${check.id} did not run`);
      if (isRed(result.outcome)) throw new Error(textFinding(result, plain));
      if (skipped.includes(result.outcome)) skip?.(result.message ?? result.outcome);
      return result;
    },
  }));
}
