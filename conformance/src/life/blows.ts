import type { Exchange } from '../exchange/index.ts';
import type { Judge } from '../judge/index.ts';
import type { Fate } from './lead.ts';

/** Injects a fault into a server and recovers from it. */
export interface Blow {
  /** Injects the fault for the given step. Resolves when it has happened. */
  readonly strike: (turn: number) => Promise<unknown>;
  /** Brings it back; answers when it serves again. */
  readonly mend: (turn: number) => Promise<void>;
}

/**
 * Of a number of steps, those to strike at: all of them, or as many as asked for, one in each
 * stretch.
 */
export function chosen(judge: Judge, steps: number, most: number): Set<number> {
  if (most >= steps) return new Set(Array.from({ length: steps }, (_, index) => index));
  const stretch = steps / most;
  return new Set(
    Array.from({ length: most }, (_, index) =>
      Math.min(steps - 1, Math.floor(index * stretch) + judge.random.below(Math.max(1, Math.floor(stretch)))),
    ),
  );
}

/** Strikes right after the replies to the steps chosen, and brings the server back. */
export const afterReplies = (judge: Judge, { strike, mend }: Blow, at: Set<number>): Fate => ({
  afterwards: async (index) => {
    if (!at.has(index)) return false;
    await strike(index);
    await mend(index);
    return true;
  },
  unanswered: async (index, answer) => untouched(judge, index, answer),
});

/**
 * Strikes at a moment while the requests of the steps chosen are under way, as long as such
 * requests take here, and brings the server back once a request has met the harm. A blow that falls
 * slowly meets a later request.
 */
export function insideRequests(judge: Judge, { strike, mend }: Blow, at: Set<number>): Fate {
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
    meanwhile: (index) => {
      if (striking !== undefined || !due.delete(index)) return;
      striking = moment(judge.random.below(usual(judge)))
        .then(() => strike(index))
        .then(() => {
          isStruck = true;
        });
      // The error reaches the code that awaits `striking`.
      striking.catch(() => undefined);
    },
    unanswered: async (index, answer) => {
      if (striking === undefined) untouched(judge, index, answer);
      await recover(index);
    },
    afterwards: async (index) => {
      if (!isStruck) return false;
      await recover(index);
      return true;
    },
    end: async (index) => {
      if (striking !== undefined) await recover(index);
    },
  };
}

function untouched(judge: Judge, index: number, answer: Exchange): never {
  return judge.fail(
    `step ${index} was not answered, though nothing had befallen the server`,
    'an answer',
    answer.error ?? `HTTP ${answer.status}`,
    answer,
  );
}

/**
 * How long requests of this kind usually take, and a little longer, in µs: nine in ten of the last
 * ones took less.
 */
function usual(judge: Judge): number {
  const lately = judge.exchanges
    .filter(({ request, error }) => request.method !== 'GET' && error === undefined)
    .slice(-20)
    .map(({ durationMs }) => durationMs)
    .sort((left, right) => left - right);
  const most = lately[Math.floor(lately.length * 0.9)] ?? 5;
  return Math.ceil(Math.min(Math.max(most, 2), 500) * 1200);
}

/** Waits for so many µs, closer than timers do. */
async function moment(micros: number): Promise<void> {
  const due = performance.now() + micros / 1000;
  while (performance.now() < due) await new Promise((resolve) => setImmediate(resolve));
}
