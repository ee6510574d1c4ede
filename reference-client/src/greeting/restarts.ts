import type { GreetingEnd, GreetingSide } from './greeting-side.ts';

/**
 * How often the other side may restart before this side gives up
 * (spec/protocol/client-greeting.md).
 */
const MAX_RESTARTS = 8;

/** Counts how often the other side has restarted. */
export interface Restarts {
  /** Tells whether another attempt may follow, and counts it. */
  allow(ended: { outcome: string }, side: GreetingSide): boolean;
  /** Replaces the outcome by `too-many-restarts` if no attempt followed because of the limit. */
  ending(ended: GreetingEnd): GreetingEnd;
  readonly count: number;
}

/** Starts to count restarts. */
export function countRestarts(): Restarts {
  let count = 0;
  let exhausted = false;
  return {
    allow: (ended, side) => {
      if (!isRestart(ended as GreetingEnd, side)) return false;
      exhausted = count >= MAX_RESTARTS;
      if (!exhausted) count++;
      return !exhausted;
    },
    ending: (ended) => (exhausted ? { outcome: 'too-many-restarts', times: count } : ended),
    get count() {
      return count;
    },
  };
}

// A start by a side that has joined the attempt already cancels it. A restart of this side's own
// user by another device is left alone.
const isRestart = (ended: GreetingEnd, { side }: GreetingSide): boolean =>
  ended.outcome === 'attempt-cancelled' &&
  ended.reason === 'AUTOMATICALLY_CANCELLED' &&
  ended.origin !== side;
