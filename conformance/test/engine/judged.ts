import { runSuite, type SuiteOptions } from '../../src/engine/index.ts';
import type { CheckFinished } from '../../src/events/index.ts';

/** The outcome of each check of a run, in the order in which they ended. */
export async function judged(options: Omit<SuiteOptions, 'onEvent'>): Promise<readonly CheckFinished[]> {
  const done: CheckFinished[] = [];
  await runSuite({
    ...options,
    onEvent: (event) => {
      if (event.event === 'check-finished') done.push(event);
    },
  });
  return done;
}
