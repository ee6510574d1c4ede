import type { Crypto } from '@parsec-spec/spec/crypto';
import type { GreetingEnd } from './greeting-end.ts';
import type { GreetingSide } from './greeting-side.ts';
import type { Joined } from './hear.ts';
import { type Pace, pollPause, type Silence, silenceReporter } from './pace.ts';
import type { Restarts } from './restarts.ts';

/** Two sides in one attempt, with keys that live as long as it does. */
export interface Met extends Joined {
  readonly privateKey: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly peerKey: Uint8Array;
}

type Waiting = Omit<Met, 'peerKey'>;

/**
 * Step 0: waits for the other side, or, where several people may greet, for whoever comes first; the others are let go.
 * A side that begins anew is met again as long as the restarts last.
 */
export async function meet(
  crypto: Crypto,
  sides: readonly GreetingSide[],
  pace: Pace,
  restarts: Restarts,
): Promise<({ outcome: 'met' } & Met) | GreetingEnd> {
  const waiting: Waiting[] = [];
  let ended: GreetingEnd = { outcome: 'greeter-unknown' };
  const begin = async (side: GreetingSide): Promise<void> => {
    const begun = await side.start();
    if (begun.outcome !== 'started') ended = begun;
    else waiting.push({ side, attempt: begun.attempt, ...(await freshKeys(crypto)) });
  };
  for (const side of sides) await begin(side);
  const until = pace.clock() + pace.waitMs;
  const reportSilence = silenceReporter(pace);
  try {
    for (let asked = 1; waiting.length > 0; asked++) {
      let of: Silence['of'] = 'peer';
      for (const one of [...waiting]) {
        if (pace.signal?.aborted) return { outcome: 'interrupted' };
        const said = await one.side.say(one.attempt, { step: 0, payload: one.publicKey });
        if (said.outcome === 'not-ready') continue;
        if (said.outcome === 'offline' && pace.clock() < until) {
          of = 'server';
          continue;
        }
        waiting.splice(waiting.indexOf(one), 1);
        if (said.outcome === 'heard') return { outcome: 'met', ...one, peerKey: said.payload };
        ended = said;
        if (restarts.allow(said, one.side)) await begin(one.side);
      }
      if (waiting.length > 0 && pace.clock() >= until) return { outcome: 'peer-absent', step: 0 };
      reportSilence({ step: 0, of });
      if (waiting.length > 0) await pace.sleep(pollPause(asked), pace.signal);
    }
    return restarts.ending(ended);
  } finally {
    for (const { side, attempt } of waiting) await side.cancel(attempt, 'MANUALLY_CANCELLED');
  }
}

async function freshKeys(crypto: Crypto): Promise<{ privateKey: Uint8Array; publicKey: Uint8Array }> {
  const privateKey = crypto.randomBytes(32);
  return { privateKey, publicKey: await crypto.publicKeyOf(privateKey) };
}
