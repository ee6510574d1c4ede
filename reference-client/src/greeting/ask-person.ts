import { sleepUntilAborted } from '../call/sleep.ts';
import { emptyStep, type Joined } from './exchange-step.ts';
import type { GreetingEnd } from './greeting-side.ts';
import type { Pace } from './pace.ts';

interface Answered<T> {
  readonly outcome: 'answered';
  readonly answer: T;
}

/**
 * Asks a person. Meanwhile this side repeats a step that was answered before (GREET-11), so that it
 * learns when the attempt ends: the question is then withdrawn.
 *
 * @param step the step that is repeated, which has no payload
 * @param ask asks the person; its signal withdraws the question, whose answer is then dropped
 * @returns the answer, or why the attempt ended
 */
export async function askPerson<T>(
  pace: Pace,
  { side, attempt }: Joined,
  step: number,
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<Answered<T> | GreetingEnd> {
  const over = new AbortController();
  const signal = AbortSignal.any(pace.signal === undefined ? [over.signal] : [over.signal, pace.signal]);
  const answered: Promise<Answered<T> | GreetingEnd> = ask(signal).then((answer) => ({
    outcome: 'answered',
    answer,
  }));
  const endOfAttempt = async (): Promise<GreetingEnd | undefined> => {
    for (;;) {
      await sleepUntilAborted(pace.lookMs, signal);
      if (signal.aborted) return undefined;
      const result = await side.say(attempt, emptyStep(step));
      if (result.outcome !== 'heard' && result.outcome !== 'not-ready' && result.outcome !== 'offline')
        return result;
    }
  };
  try {
    return await Promise.race([answered, endOfAttempt().then((end) => end ?? answered)]);
  } finally {
    over.abort();
  }
}
