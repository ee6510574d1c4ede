import type { Crypto } from '@parsec-spec/spec/crypto';
import { type Agreed, agree } from './agree.ts';
import { compare } from './compare.ts';
import type { GreetingEnd } from './greeting-end.ts';
import type { GreetingSide } from './greeting-side.ts';
import { meet } from './meet.ts';
import { orCancel } from './or-cancel.ts';
import type { Pace } from './pace.ts';
import type { GreetingPerson } from './person.ts';
import type { Restarts } from './restarts.ts';

/** What a greeting is led with. */
export interface GreetingMeans {
  readonly crypto: Crypto;
  readonly person: GreetingPerson;
  readonly pace: Pace;
  readonly restarts: Restarts;
}

/** Steps 0 to 5: two people know each other, and share a key with nobody in between. Begun anew when the other side does, until the restarts are used up. */
export async function knowEachOther(
  means: GreetingMeans,
  sides: readonly GreetingSide[],
): Promise<({ outcome: 'known' } & Agreed) | GreetingEnd> {
  const { crypto, person, pace, restarts } = means;
  let among = sides;
  for (;;) {
    const met = await meet(crypto, among, pace, restarts);
    if (met.outcome !== 'met') return met;
    const known = await orCancel<({ outcome: 'known' } & Agreed) | GreetingEnd>(met, async () => {
      const agreed = await agree(crypto, met, pace);
      if (agreed.outcome !== 'agreed') return agreed;
      const compared = await compare(crypto, agreed, person, pace);
      return compared.outcome === 'compared' ? { ...agreed, outcome: 'known' as const } : compared;
    });
    if (known.outcome === 'known' || !restarts.allow(known, met.side)) return ending(restarts, known);
    person.beganAnew?.(restarts.count);
    among = [met.side];
  }
}

const ending = <K extends { outcome: string }>(
  restarts: Restarts,
  known: K | GreetingEnd,
): K | GreetingEnd => (known.outcome === 'known' ? known : restarts.ending(known as GreetingEnd));
