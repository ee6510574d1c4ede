import type { Judge } from '../judge/judge.ts';
import { type FaultPlan, failUnanswered } from './run-script.ts';

/** A fault that can be injected into a server. */
export interface Fault {
  /** Injects the fault during the step of this index. Resolves when the fault is in effect. */
  readonly inject: (index: number) => Promise<unknown>;
  /** Removes the fault. Resolves when the server serves again. */
  readonly recover: (index: number) => Promise<void>;
}

/**
 * Chooses the indices of the steps at which a fault is injected: all of them, or `max` of them. The
 * script is divided into `max` equal sections, and one random step of each is chosen.
 */
export function chooseSteps(judge: Judge, steps: number, max: number): Set<number> {
  if (max >= steps) return new Set(Array.from({ length: steps }, (_, index) => index));
  const section = steps / max;
  return new Set(
    Array.from({ length: max }, (_, index) =>
      Math.min(steps - 1, Math.floor(index * section) + judge.random.below(Math.max(1, Math.floor(section)))),
    ),
  );
}

/** Injects the fault right after the replies to the chosen steps, and removes it at once. */
export const afterReplies = (judge: Judge, fault: Fault, at: Set<number>): FaultPlan => ({
  onAnswered: async (index) => {
    if (!at.has(index)) return false;
    await fault.inject(index);
    await fault.recover(index);
    return true;
  },
  onUnanswered: failUnanswered(judge),
});

/**
 * Injects the fault at a random moment during the requests of the chosen steps, and removes it
 * after the first request without an answer or after the next reply. A slow fault may affect a
 * later request.
 */
export function insideRequests(judge: Judge, fault: Fault, at: Set<number>): FaultPlan {
  const due = new Set(at);
  let injection: Promise<unknown> | undefined;
  let isInEffect = false;
  const recover = async (index: number): Promise<void> => {
    await injection;
    injection = undefined;
    isInEffect = false;
    await fault.recover(index);
  };
  return {
    onSent: (index) => {
      if (injection !== undefined || !due.delete(index)) return;
      injection = waitMicros(judge.random.below(usualMicros(judge)))
        .then(() => fault.inject(index))
        .then(() => {
          isInEffect = true;
        });
      // The code that awaits `injection` receives the error.
      injection.catch(() => undefined);
    },
    onUnanswered: async (index, answer) => {
      if (injection === undefined) await failUnanswered(judge)(index, answer);
      await recover(index);
    },
    onAnswered: async (index) => {
      if (!isInEffect) return false;
      await recover(index);
      return true;
    },
    onEnd: async (index) => {
      if (injection !== undefined) await recover(index);
    },
  };
}

/** The 90th percentile of the durations of the latest requests, plus 20 %, in µs. */
function usualMicros(judge: Judge): number {
  const durations = judge.exchanges
    .filter(({ request, error }) => request.method !== 'GET' && error === undefined)
    .slice(-20)
    .map(({ durationMs }) => durationMs)
    .sort((left, right) => left - right);
  const percentile = durations[Math.floor(durations.length * 0.9)] ?? 5;
  return Math.ceil(Math.min(Math.max(percentile, 2), 500) * 1200);
}

/** Waits `micros` µs, more precisely than a timer does. */
async function waitMicros(micros: number): Promise<void> {
  const due = performance.now() + micros / 1000;
  while (performance.now() < due) await new Promise((resolve) => setImmediate(resolve));
}
