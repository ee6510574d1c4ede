import type { Log } from './log.ts';

/** ms. */
const pause = 1_000;
/** Messages whose last telling is remembered: there are a handful; one that holds what differs each time must not fill the memory. */
const most = 64;

/**
 * Warnings of what every request meets, while a database is away or a disk full: each message is told once a second, with how many of the
 * same were `left_out` before it. `now`: ms.
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
    // In the order of their telling, so that the first is the one told longest ago.
    told.delete(message);
    told.set(message, { until: now() + pause, leftOut: 0 });
    const [oldest] = told.keys();
    if (told.size > most && oldest !== undefined) told.delete(oldest);
  };
}
