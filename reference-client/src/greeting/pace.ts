import { sleepUntilAborted } from '../call/sleep.ts';

/** A wait at one step of a greeting (0 to 8) that has no answer yet. */
export interface Silence {
  readonly step: number;
  /** `server`: the last request did not reach it. `peer`: the other side has not sent this step. */
  readonly of: 'peer' | 'server';
}

/** How one side waits for the other. */
export interface Pace {
  /** Longest wait for the other side at one step, in ms. */
  readonly waitMs: number;
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  /** A monotonic clock in ms. */
  readonly clock: () => number;
  /** Pause between two looks at the attempt while a person is asked, in ms. */
  readonly lookMs: number;
  /** Ends every wait. */
  readonly signal: AbortSignal | undefined;
  /** Called every 10 s of a wait, and as soon as an unreachable server answers again. */
  readonly onSilence?: ((silence: Silence) => void) | undefined;
  /** Called at the end of a wait that `onSilence` has reported. */
  readonly onHeard?: (() => void) | undefined;
}

const DEFAULT_WAIT_MS = 600_000;
const DEFAULT_LOOK_MS = 1000;
const SILENCE_INTERVAL_MS = 10_000;

/** Starts a wait. `silent` is called at each poll that brings nothing, `heard` at the end. */
export function silenceReporter({ clock, onSilence, onHeard }: Pace): {
  readonly silent: (silence: Silence) => void;
  readonly heard: () => void;
} {
  let next = clock() + SILENCE_INTERVAL_MS;
  let reported: Silence['of'] | undefined;
  return {
    silent: (silence) => {
      const isBack = reported === 'server' && silence.of === 'peer';
      if (clock() < next && !isBack) return;
      while (next <= clock()) next += SILENCE_INTERVAL_MS;
      reported = silence.of;
      onSilence?.(silence);
    },
    heard: () => {
      if (reported !== undefined) onHeard?.();
    },
  };
}

/** Fills in the defaults: ten minutes and the clock of the machine. */
export const paceOf = (given: Partial<Pace> = {}): Pace => ({
  waitMs: given.waitMs ?? DEFAULT_WAIT_MS,
  sleep: given.sleep ?? sleepUntilAborted,
  clock: given.clock ?? (() => performance.now()),
  lookMs: given.lookMs ?? DEFAULT_LOOK_MS,
  signal: given.signal,
  onSilence: given.onSilence,
  onHeard: given.onHeard,
});

// Pauses between polls, in ms (spec/protocol/client-greeting.md). They grow, because people are
// slow and most steps are answered within the first one.
const POLL_PAUSES_MS = [62, 125, 250, 500];

/** The pause before the next poll, in ms, after this number of polls. */
export const pollPause = (polls: number): number => POLL_PAUSES_MS[polls - 1] ?? 1000;
