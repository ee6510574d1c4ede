import { setTimeout as pause } from 'node:timers/promises';

/** How patiently one side waits for the other. */
export interface Pace {
  /** Longest wait for the other side at one step, in ms. */
  readonly waitMs: number;
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  /** Milliseconds that pass, from anywhere. */
  readonly clock: () => number;
  /** Ends every wait. */
  readonly signal: AbortSignal | undefined;
}

const tenMinutes = 600_000;

/** Waits by the clock of the machine; what is given counts. */
export const paceOf = (given: Partial<Pace> = {}): Pace => ({
  waitMs: given.waitMs ?? tenMinutes,
  sleep: given.sleep ?? slept,
  clock: given.clock ?? (() => performance.now()),
  signal: given.signal,
});

// Growing pauses between polls (spec/protocol/client-greeting.md): people are slow, and most steps are answered within the first.
const pauses = [62, 125, 250, 500];

/** The pause before the next poll, after `asked` polls. */
export const pollPause = (asked: number): number => pauses[asked - 1] ?? 1000;

async function slept(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await pause(ms, undefined, signal && { signal });
  } catch (error) {
    // Whoever waits looks at the signal himself.
    if (!(error instanceof Error && error.name === 'AbortError')) throw error;
  }
}
