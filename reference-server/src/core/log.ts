/** What the server tells its host. Fields never hold tokens, keys, bodies or query strings. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Milliseconds. */
const pause = 1_000;
/**
 * Messages whose last time is remembered. There are a handful; one with a varying part must not
 * fill the memory.
 */
const most = 64;

/**
 * Rate-limits warnings that every request may cause, while a database is away or a disk is full.
 * Each message is logged once a second, and `left_out` counts the suppressed ones. `now`:
 * milliseconds.
 */
export function sparing(log: Log, now: () => number = () => performance.now()): Log['warn'] {
  const told = new Map<string, { readonly until: number; leftOut: number }>();
  return (fields, message) => {
    const last = told.get(message);
    if (last !== undefined && now() < last.until) {
      last.leftOut += 1;
      return;
    }
    const leftOut = last?.leftOut ?? 0;
    log.warn(leftOut === 0 ? fields : { ...fields, left_out: leftOut }, message);
    // Reinserted, so that the map is ordered by time and its first entry is the oldest.
    told.delete(message);
    told.set(message, { until: now() + pause, leftOut: 0 });
    const [oldest] = told.keys();
    if (told.size > most && oldest !== undefined) told.delete(oldest);
  };
}
