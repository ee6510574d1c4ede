// The time of a judge in a page. The judge and its servers wait for nothing outside of the page, so once nothing else
// runs, the next timer is due: a wait takes no time, and the clock of a server advances by it. The bundle has these
// functions in place of those of the page (../bundle-live.ts).

interface Timer {
  readonly due: number;
  readonly fire: () => void;
  unref(): Timer;
}

const timers = new Set<Timer>();
/** Milliseconds since the beginning; undefined while no work runs in virtual time. */
let passed: number | undefined;
let start = 0;

/**
 * Runs work in virtual time, which begins at `startMs` since 1970. One at a time. Timers that are left
 * at its end never fire.
 */
export async function inVirtualTime<Result>(startMs: number, work: () => Promise<Result>): Promise<Result> {
  start = startMs;
  passed = 0;
  // A message is a new task, which no browser delays as it delays nested timers.
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    fireNext();
    port2.postMessage(undefined);
  };
  port2.postMessage(undefined);
  try {
    return await work();
  } finally {
    port1.close();
    timers.clear();
    passed = undefined;
  }
}

/** Lets virtual time pass. Returns the milliseconds since the beginning. */
export function pass(ms: number): number {
  passed = (passed ?? 0) + ms;
  return passed;
}

function fireNext(): void {
  let next: Timer | undefined;
  for (const timer of timers) if (next === undefined || timer.due < next.due) next = timer;
  if (next === undefined) return;
  timers.delete(next);
  passed = Math.max(passed ?? 0, next.due);
  next.fire();
}

export function setTimeout(fire: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): unknown {
  if (passed === undefined) return globalThis.setTimeout(fire, ms, ...args);
  const timer: Timer = { due: passed + Math.max(0, ms), fire: () => fire(...args), unref: () => timer };
  timers.add(timer);
  return timer;
}

export function clearTimeout(timer: unknown): void {
  if (!timers.delete(timer as Timer) && typeof timer === 'number') globalThis.clearTimeout(timer);
}

/** In place of `performance.now`. */
export const monotonicNow = (): number => passed ?? globalThis.performance.now();

/** In place of `Date.now`. */
export const dateNow = (): number => (passed === undefined ? globalThis.Date.now() : start + passed);
