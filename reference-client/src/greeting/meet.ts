import type { Crypto } from '@parsec-spec/spec/crypto';
import type { GreetingEnd } from './greeting-end.ts';
import type { GreetingSide } from './greeting-side.ts';
import type { Joined } from './hear.ts';
import { type Pace, pollPause, type Silence, silenceReporter } from './pace.ts';
import type { Restarts } from './restarts.ts';

/** An attempt that both sides have joined, with the key pair of this attempt. */
export interface Met extends Joined {
  readonly privateKey: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly peerKey: Uint8Array;
}

type Waiting = Omit<Met, 'peerKey'>;

/**
 * Step 0: waits for the other side. If several people may greet, the first one that joins is chosen
 * and the other attempts are cancelled. An attempt is started again when the other side restarts,
 * until the restarts are used up.
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
    for (let polls = 1; waiting.length > 0; polls++) {
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
      if (waiting.length > 0) await pace.sleep(pollPause(polls), pace.signal);
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
