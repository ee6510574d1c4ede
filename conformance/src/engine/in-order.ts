import type { Check } from '../verifies/index.ts';

/** Needs that may require a second server. */
const elsewhere: ReadonlySet<string> = new Set(['start', 'mail', 'spontaneous']);

/** Checks in their starting order. */
export interface InOrder {
  /**
   * Checks that may need a second server. They come first, so that all servers start at once and no
   * other check runs meanwhile.
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
