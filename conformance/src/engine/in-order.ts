import type { Check } from '../verifies/index.ts';

/** What another server than the first may have to be started for. */
const elsewhere: ReadonlySet<string> = new Set(['start', 'mail', 'spontaneous']);

/** Checks in the order in which they begin. */
export interface InOrder {
  /**
   * Those that may have another server started: they come first, so that all start at once and no
   * check beside them.
   */
  readonly elsewhere: readonly Check[];
  readonly here: readonly Check[];
}

/**
 * Checks that wait for a clock start early, because the last of them determines the end of the run.
 */
export function inOrder(checks: readonly Check[]): InOrder {
  const isElsewhere = ({ needs }: Check) => needs?.some((need) => elsewhere.has(need)) ?? false;
  return {
    elsewhere: longFirst(checks.filter(isElsewhere)),
    here: longFirst(checks.filter((check) => !isElsewhere(check))),
  };
}

function longFirst(checks: readonly Check[]): readonly Check[] {
  const isLong = ({ timeout, needs }: Check) => timeout !== undefined || (needs?.includes('slow') ?? false);
  return [...checks.filter(isLong), ...checks.filter((check) => !isLong(check))];
}
