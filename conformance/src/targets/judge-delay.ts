import { setTimeout as sleep } from 'node:timers/promises';

/** Duration of the timer that measures the delay of the judge, in ms. */
const PAUSE_MS = 200;

/** Delay from which on the timer is late, in ms. */
const LATE_MS = 50;

/** The judge was late in a period if it was late in more than this share of it. */
const LATE_SHARE = 0.1;

/** How long delays are remembered, in ms. */
const MEMORY_MS = 3_600_000;

/** A wait lasts at most this many times its limit while the judge is late. */
export const MAX_EXTENSIONS = 5;

/** How late the judge itself was in a period. */
export interface Lateness {
  /** The part of the period in which the judge was late, from 0 to 1. */
  readonly share: number;
  /** The longest delay, in ms. */
  readonly longestMs: number;
}

/** A period in which the judge was late, in ms of `performance.now()`. */
interface Delay {
  readonly since: number;
  readonly until: number;
  readonly ms: number;
}

/** Delays of the timer, in the order in which they ended. */
const delays: Delay[] = [];

/** When the present timer was started; undefined before anything is measured. */
let timerStart: number | undefined;

/**
 * Measures from now on how late the judge itself is: the delay of a timer of its event loop, until
 * this process ends. A target cannot make the judge late, unless it keeps the same machine busy.
 * Further calls do nothing.
 */
export function measureDelay(): void {
  if (timerStart === undefined) void measureForever();
}

async function measureForever(): Promise<void> {
  for (;;) {
    timerStart = performance.now();
    await sleep(PAUSE_MS, undefined, { ref: false });
    delays.push(...delayAt(performance.now()));
    const firstRecent = delays.findIndex((one) => one.until > performance.now() - MEMORY_MS);
    delays.splice(0, firstRecent);
  }
}

/** The delay of the present timer, if it is late already. The whole time since its start counts. */
function delayAt(until: number): readonly Delay[] {
  if (timerStart === undefined) return [];
  const ms = until - timerStart - PAUSE_MS;
  return ms >= LATE_MS ? [{ since: timerStart, until, ms }] : [];
}

/** How late the judge was in a period; undefined if it was on time, or if nothing was measured. */
export function latenessBetween(since: number, until = performance.now()): Lateness | undefined {
  const { share, longestMs } = sumUp([...delays, ...delayAt(performance.now())], since, until);
  return share > LATE_SHARE ? { share, longestMs: Math.round(longestMs) } : undefined;
}

/** A sentence for reports. */
export const formatLateness = ({ share, longestMs }: Lateness): string =>
  `the judge itself was late: ${Math.round(100 * share)} % of the time, by up to ${longestMs} ms`;

function sumUp(delays: readonly Delay[], since: number, until: number): Lateness {
  let [late, longestMs, counted] = [0, 0, since];
  for (const delay of delays) {
    const from = Math.max(counted, delay.since);
    const to = Math.min(until, delay.until);
    if (to <= from) continue;
    late += to - from;
    counted = to;
    longestMs = Math.max(longestMs, delay.ms);
  }
  return { share: late / Math.max(1, until - since), longestMs };
}

/**
 * Awaits at most `limitMs`. While the judge is late, the wait is extended. Resolves to 'late' if the
 * awaited promise was not settled in time.
 */
export async function inTime<T>(awaited: Promise<T>, limitMs: number): Promise<T | 'late'> {
  if (!Number.isFinite(limitMs)) return awaited;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    const wait = (left: number): void => {
      timer = setTimeout(() => {
        if (left > 0 && latenessBetween(performance.now() - limitMs) !== undefined) wait(left - 1);
        else resolve('late');
      }, limitMs);
    };
    wait(MAX_EXTENSIONS - 1);
  });
  return Promise.race([awaited, late]).finally(() => clearTimeout(timer));
}
