import { callLater } from '#platform';

/** The log of the server. Fields never hold tokens, keys, bodies or query strings. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  /** Whether lines of a level are written. Absent: all are. */
  isLevelEnabled?(level: 'debug'): boolean;
}

export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Milliseconds. */
const INTERVAL_MS = 1_000;
/** Keys of one interval. Clients may choose keys, so their number is bounded. */
const MAX_KEYS = 64;

/**
 * Rate-limits lines that every request may cause: one line per key and second. Of the suppressed
 * ones the last is logged at the end of the second, and its `left_out` counts the others.
 *
 * @param write a method of a log
 * @returns a function with the arguments of `write`; `key` is the message unless it is given. Keys
 *   beyond 64 within a second share one line.
 */
export function rateLimited(write: Log['warn']): (fields: object, message: string, key?: string) => void {
  const open = new Map<string, { suppressed: number; last: object }>();
  return (fields, message, key = message) => {
    const own = open.has(key) || open.size < MAX_KEYS ? key : '';
    const repetition = open.get(own);
    if (repetition !== undefined) {
      repetition.suppressed += 1;
      repetition.last = fields;
      return;
    }
    write(fields, message);
    const interval = { suppressed: 0, last: fields };
    open.set(own, interval);
    const endInterval = (): void => {
      const { suppressed, last } = interval;
      interval.suppressed = 0;
      if (suppressed === 0) {
        open.delete(own);
        return;
      }
      write(suppressed === 1 ? last : { ...last, left_out: suppressed - 1 }, message);
      callLater(endInterval, INTERVAL_MS);
    };
    // Pending counts do not keep the process alive.
    callLater(endInterval, INTERVAL_MS);
  };
}
