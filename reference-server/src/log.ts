/** What the server tells its host. Fields never hold tokens, keys, bodies or query strings. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Milliseconds. */
const INTERVAL_MS = 1_000;
/**
 * Messages whose last time is remembered. There are a handful; one with a varying part must not
 * fill the memory.
 */
const MAX_MESSAGES = 64;

/**
 * Rate-limits warnings that every request may cause, while a database is away or a disk is full.
 * Each message is logged once a second, and `left_out` counts the suppressed ones. `now`:
 * milliseconds.
 */
export function rateLimitedWarnings(log: Log, now: () => number = () => performance.now()): Log['warn'] {
  const logged = new Map<string, { readonly until: number; leftOut: number }>();
  return (fields, message) => {
    const last = logged.get(message);
    if (last !== undefined && now() < last.until) {
      last.leftOut += 1;
      return;
    }
    const leftOut = last?.leftOut ?? 0;
    log.warn(leftOut === 0 ? fields : { ...fields, left_out: leftOut }, message);
    // Reinserted, so that the map is ordered by time and its first entry is the oldest.
    logged.delete(message);
    logged.set(message, { until: now() + INTERVAL_MS, leftOut: 0 });
    const [oldest] = logged.keys();
    if (logged.size > MAX_MESSAGES && oldest !== undefined) logged.delete(oldest);
  };
}
