import type { GreetingEnd } from './greeting-end.ts';
import type { GreetingSide } from './greeting-side.ts';

/** How often the other side may begin anew before this one gives up (spec/protocol/client-greeting.md). */
const mostRestarts = 8;

/** Counts how often the other side began anew. */
export interface Restarts {
  /** May this end be followed by another attempt? Counts it if so. */
  allow(ended: { outcome: string }, side: GreetingSide): boolean;
  /** The end to tell: that there were too many, when that is why no attempt followed. */
  ending(ended: GreetingEnd): GreetingEnd;
  readonly count: number;
}

export function countRestarts(most: number = mostRestarts): Restarts {
  let count = 0;
  let exhausted = false;
  return {
    allow: (ended, side) => {
      if (!isRestart(ended as GreetingEnd, side)) return false;
      exhausted = count >= most;
      if (!exhausted) count++;
      return !exhausted;
    },
    ending: (ended) => (exhausted ? { outcome: 'ever-restarting', times: count } : ended),
    get count() {
      return count;
    },
  };
}

// A start by the side that is in the attempt already cancels it; one of our own by another device is not ours to fight.
const isRestart = (ended: GreetingEnd, { side }: GreetingSide): boolean =>
  ended.outcome === 'attempt-cancelled' &&
  ended.reason === 'AUTOMATICALLY_CANCELLED' &&
  ended.origin !== side;
