import type { Uuid } from '@parsec-spec/spec/codec';
import type { PlainStep } from '@parsec-spec/spec/greeting';
import type { GreetingEnd } from './greeting-end.ts';
import type { GreetingSide } from './greeting-side.ts';
import { type Pace, pollPause, silenceReporter } from './pace.ts';

/** An attempt that this side is in. */
export interface Joined {
  readonly side: GreetingSide;
  readonly attempt: Uuid;
}

/** A step that carries nothing. */
export const silent = (step: number): PlainStep => ({ step, payload: new Uint8Array(0) });

/** Says a step until the other side has said it too (GREET-10): steps may be repeated, so a server out of reach is asked again as long as the other side is waited for. */
export async function hear(
  { side, attempt }: Joined,
  step: PlainStep,
  pace: Pace,
): Promise<{ outcome: 'heard'; payload: Uint8Array } | GreetingEnd> {
  const until = pace.clock() + pace.waitMs;
  const reportSilence = silenceReporter(pace);
  for (let asked = 1; ; asked++) {
    if (pace.signal?.aborted) return { outcome: 'interrupted' };
    const said = await side.say(attempt, step);
    if (said.outcome !== 'not-ready' && said.outcome !== 'offline') return said;
    if (pace.clock() >= until) {
      return said.outcome === 'offline' ? said : { outcome: 'peer-absent', step: step.step };
    }
    reportSilence({ step: step.step, of: said.outcome === 'offline' ? 'server' : 'peer' });
    await pace.sleep(pollPause(asked), pace.signal);
  }
}
