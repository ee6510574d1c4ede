import { type CheckFinished, reportEvent } from '../../src/report/report-events.ts';
import { runSuite } from '../../src/runner/run-suite.ts';
import type { SuiteOptions } from '../../src/runner/suite-options.ts';

/**
 * The outcome of each check of a run, in the order in which they ended. The judge counts as on time,
 * because tests may run on a busy machine.
 */
export async function judged(options: Omit<SuiteOptions, 'onEvent'>): Promise<readonly CheckFinished[]> {
  const done: CheckFinished[] = [];
  await runSuite({
    latenessBetween: () => undefined,
    ...options,
    onEvent: (event) => {
      if (event.event === 'check-finished') done.push(reportEvent(event));
    },
  });
  return done;
}
