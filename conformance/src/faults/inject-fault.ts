import type { Judge } from '../case/judge.ts';
import type { Exchange } from '../wire/exchange.ts';
import type { FaultPlan } from './run-script.ts';

/** Injects a fault into a server and recovers from it. */
export interface Fault {
  /** Injects the fault for the given step. Resolves when it has happened. */
  readonly inject: (turn: number) => Promise<unknown>;
  /** Recovers from the fault. Resolves when the server serves again. */
  readonly recover: (turn: number) => Promise<void>;
}

/**
 * The steps at which to inject a fault: all of them, or at most `most`, spread evenly with one in
 * each section.
 */
export function chooseSteps(judge: Judge, steps: number, most: number): Set<number> {
  if (most >= steps) return new Set(Array.from({ length: steps }, (_, index) => index));
  const stretch = steps / most;
  return new Set(
    Array.from({ length: most }, (_, index) =>
      Math.min(steps - 1, Math.floor(index * stretch) + judge.random.below(Math.max(1, Math.floor(stretch)))),
    ),
  );
}

/** Injects the fault right after the replies to the chosen steps, and recovers. */
export const afterReplies = (
  judge: Judge,
  { inject: strike, recover: mend }: Fault,
  at: Set<number>,
): FaultPlan => ({
  onAnswered: async (index) => {
    if (!at.has(index)) return false;
    await strike(index);
    await mend(index);
    return true;
  },
  onUnanswered: async (index, answer) => failUnanswered(judge, index, answer),
});

/**
 * Injects the fault at a random moment during the requests of the chosen steps, within their usual
 * duration, and recovers once a request was affected. A slow fault affects a later request.
 */
export function insideRequests(
  judge: Judge,
  { inject: strike, recover: mend }: Fault,
  at: Set<number>,
): FaultPlan {
  const due = new Set(at);
  let striking: Promise<unknown> | undefined;
  let isStruck = false;
  const recover = async (index: number): Promise<void> => {
    await striking;
    striking = undefined;
    isStruck = false;
    await mend(index);
  };
  return {
    onSent: (index) => {
      if (striking !== undefined || !due.delete(index)) return;
      striking = waitMicros(judge.random.below(usualMicros(judge)))
        .then(() => strike(index))
        .then(() => {
          isStruck = true;
        });
      // The error reaches the code that awaits `striking`.
      striking.catch(() => undefined);
    },
    onUnanswered: async (index, answer) => {
      if (striking === undefined) failUnanswered(judge, index, answer);
      await recover(index);
    },
    onAnswered: async (index) => {
      if (!isStruck) return false;
      await recover(index);
      return true;
    },
    onEnd: async (index) => {
      if (striking !== undefined) await recover(index);
    },
  };
}

function failUnanswered(judge: Judge, index: number, answer: Exchange): never {
  return judge.fail(
    `step ${index} was not answered, though nothing had befallen the server`,
    'an answer',
    answer.error ?? `HTTP ${answer.status}`,
    answer,
  );
}

/**
 * Usual duration of requests of this kind, plus a margin, in µs: the 90th percentile of the last
 * ones.
 */
function usualMicros(judge: Judge): number {
  const lately = judge.exchanges
    .filter(({ request, error }) => request.method !== 'GET' && error === undefined)
    .slice(-20)
    .map(({ durationMs }) => durationMs)
    .sort((left, right) => left - right);
  const most = lately[Math.floor(lately.length * 0.9)] ?? 5;
  return Math.ceil(Math.min(Math.max(most, 2), 500) * 1200);
}

/** Waits so many µs, more precisely than timers. */
async function waitMicros(micros: number): Promise<void> {
  const due = performance.now() + micros / 1000;
  while (performance.now() < due) await new Promise((resolve) => setImmediate(resolve));
}
