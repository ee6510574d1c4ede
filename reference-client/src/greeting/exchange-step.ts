import type { Uuid } from '@parsec-spec/spec/codec';
import type { PlainStep } from '@parsec-spec/spec/greeting';
import type { GreetingEnd, GreetingSide } from './greeting-side.ts';
import { type Pace, pollPause, silenceReporter } from './pace.ts';

/** A greeting attempt that this side has joined. */
export interface Joined {
  readonly side: GreetingSide;
  readonly attempt: Uuid;
}

/** A step without a payload. */
export const emptyStep = (step: number): PlainStep => ({ step, payload: new Uint8Array(0) });

/**
 * Sends a step until the other side has sent it too (GREET-10). Steps are idempotent, so an
 * unreachable server is retried for as long as this side waits for the other.
 *
 * @returns the payload of the other side, or why the greeting ended
 */
export async function exchangeStep(
  { side, attempt }: Joined,
  step: PlainStep,
  pace: Pace,
): Promise<{ outcome: 'heard'; payload: Uint8Array } | GreetingEnd> {
  const until = pace.clock() + pace.waitMs;
  const reporter = silenceReporter(pace);
  for (let polls = 1; ; polls++) {
    if (pace.signal?.aborted) return { outcome: 'interrupted' };
    const result = await side.say(attempt, step);
    if (result.outcome === 'heard') reporter.heard();
    if (result.outcome !== 'not-ready' && result.outcome !== 'offline') return result;
    if (pace.clock() >= until) {
      return result.outcome === 'offline' ? result : { outcome: 'peer-absent', step: step.step };
    }
    reporter.silent({ step: step.step, of: result.outcome === 'offline' ? 'server' : 'peer' });
    await pace.sleep(pollPause(polls), pace.signal);
  }
}
