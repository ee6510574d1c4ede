import type { Log } from './log.ts';

/** ms. */
const pause = 1_000;

/**
 * Warnings of what every request meets, while a database is away or a disk full: the same one is told once a second, with how many were
 * `left_out` before it. `now`: ms.
 */
export function sparing(log: Log, now: () => number = () => performance.now()): Log['warn'] {
  let last = '';
  let until = Number.NEGATIVE_INFINITY;
  let leftOut = 0;
  return (fields, message) => {
    if (message === last && now() < until) {
      leftOut += 1;
      return;
    }
    log.warn(leftOut === 0 ? fields : { ...fields, left_out: leftOut }, message);
    last = message;
    until = now() + pause;
    leftOut = 0;
  };
}
