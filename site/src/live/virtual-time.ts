// The time of a judge in a page. The judge and its servers wait for nothing outside of the page, so once nothing else
// runs, the next timer is due: a wait takes no time, and the clock of a server advances by it. The bundle has these
// functions in place of those of the page (../bundle-live.ts), and the scenes of the pages are recorded with them
// (../record-scenes.ts).

interface Timer {
  readonly due: number;
  readonly fire: () => void;
  unref(): Timer;
}

/** Tasks without a change of the timers after which nothing else runs: a server may do its work in several. */
const QUIET_TASKS = 10;

const timers = new Set<Timer>();
let quietTasks = 0;
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
  const stop = inEachTask(fireNext);
  try {
    return await work();
  } finally {
    stop();
    timers.clear();
    passed = undefined;
  }
}

/** Does something in each task of the event loop. Returns what ends that. */
function inEachTask(work: () => void): () => void {
  // Node reads a thousand messages in one task.
  if (typeof setImmediate === 'function') {
    let next = setImmediate(function again() {
      work();
      next = setImmediate(again);
    });
    return () => clearImmediate(next);
  }
  // No browser delays messages as it delays nested timers.
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener('message', () => {
    work();
    port2.postMessage(undefined);
  });
  port1.start();
  port2.postMessage(undefined);
  return () => port1.close();
}

/** Lets virtual time pass. Returns the milliseconds since the beginning. */
export function pass(ms: number): number {
  passed = (passed ?? 0) + ms;
  return passed;
}

function fireNext(): void {
  quietTasks += 1;
  if (quietTasks < QUIET_TASKS) return;
  quietTasks = 0;
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
  quietTasks = 0;
  return timer;
}

export function clearTimeout(timer: unknown): void {
  quietTasks = 0;
  if (!timers.delete(timer as Timer) && typeof timer === 'number') globalThis.clearTimeout(timer);
}

/** In place of `performance.now`. */
export const monotonicNow = (): number => passed ?? globalThis.performance.now();

/** In place of `Date.now`. */
export const dateNow = (): number => (passed === undefined ? globalThis.Date.now() : start + passed);
