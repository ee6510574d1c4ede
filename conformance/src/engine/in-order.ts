import type { Check } from '../verifies/index.ts';

/** What another server than the first may have to be started for. */
const elsewhere: ReadonlySet<string> = new Set(['start', 'mail', 'spontaneous']);

/**
 * The order in which checks begin: those that wait for another server to start take turns with those that do not, so that
 * neither waits for the others. Whoever waits for a clock comes early, since the last one holds up the end.
 */
export function inOrder(checks: readonly Check[]): Check[] {
  const isElsewhere = ({ needs }: Check) => needs?.some((need) => elsewhere.has(need)) ?? false;
  const isLong = ({ timeout, needs }: Check) => timeout !== undefined || (needs?.includes('slow') ?? false);
  const longFirst = (some: readonly Check[]) => [
    ...some.filter(isLong),
    ...some.filter((check) => !isLong(check)),
  ];
  const waiting = longFirst(checks.filter(isElsewhere));
  const others = longFirst(checks.filter((check) => !isElsewhere(check)));
  return Array.from({ length: Math.max(waiting.length, others.length) }, (_, index) =>
    [waiting[index], others[index]].filter((check) => check !== undefined),
  ).flat();
}
