import type { Crypto } from '@parsec-spec/spec/crypto';
import { type Agreed, agree } from './agree.ts';
import { compare } from './compare.ts';
import type { GreetingEnd } from './greeting-end.ts';
import type { GreetingSide } from './greeting-side.ts';
import { meet } from './meet.ts';
import { cancelOnFailure } from './or-cancel.ts';
import type { Pace } from './pace.ts';
import type { GreetingPerson } from './person.ts';
import type { Restarts } from './restarts.ts';

/** What both sides of a greeting use. */
export interface GreetingContext {
  readonly crypto: Crypto;
  readonly person: GreetingPerson;
  readonly pace: Pace;
  readonly restarts: Restarts;
}

/**
 * Steps 0 to 5: the two sides authenticate each other by codes and share a key. Starts again when
 * the other side does, until the restarts are used up.
 *
 * @param sides one side for each possible peer
 */
export async function authenticatePeer(
  context: GreetingContext,
  sides: readonly GreetingSide[],
): Promise<({ outcome: 'known' } & Agreed) | GreetingEnd> {
  const { crypto, person, pace, restarts } = context;
  let candidates = sides;
  for (;;) {
    const met = await meet(crypto, candidates, pace, restarts);
    if (met.outcome !== 'met') return met;
    const known = await cancelOnFailure<({ outcome: 'known' } & Agreed) | GreetingEnd>(met, async () => {
      const agreed = await agree(crypto, met, pace);
      if (agreed.outcome !== 'agreed') return agreed;
      const compared = await compare(crypto, agreed, person, pace);
      return compared.outcome === 'compared' ? { ...agreed, outcome: 'known' as const } : compared;
    });
    if (known.outcome === 'known' || !restarts.allow(known, met.side)) return ending(restarts, known);
    person.beganAnew?.(restarts.count);
    candidates = [met.side];
  }
}

const ending = <K extends { outcome: string }>(
  restarts: Restarts,
  known: K | GreetingEnd,
): K | GreetingEnd => (known.outcome === 'known' ? known : restarts.ending(known as GreetingEnd));
