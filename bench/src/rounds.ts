import type { Contender, ContenderId } from './contenders/contender.ts';
import type { Driver } from './load/driver.ts';
import type { Kind, Order } from './load/order.ts';
import type { Form } from './form.ts';
import { figures, measure, type Round, type Verifications, verifications } from './measure.ts';
import type { Measured } from './results/results.ts';

const kinds = ['call', 'bootstrap', 'users', 'fanout'] as const satisfies readonly Kind[];

/** A server and its load. */
export interface Pair {
  readonly contender: Contender;
  readonly driver: Driver;
}

/** What all rounds showed: each load, and the limit. */
export interface Rounds {
  readonly loads: Readonly<Partial<Record<Kind, Measured>>>;
  readonly limits: readonly Verifications[];
}

/** Lets all servers take turns under all loads, round by round; the round before the first warms everybody up. */
export async function rounds(
  form: Form,
  pairs: readonly Pair[],
  say: (line: string) => void,
): Promise<Rounds> {
  const seen = new Map<Kind, Map<ContenderId, Round[]>>();
  const limits: Verifications[] = [];
  for (let round = 0; round <= form.rounds; round++) {
    const warming = round === 0;
    say(warming ? 'warming up' : `round ${round} of ${form.rounds}`);
    if (!warming) limits.push(await verifications(form.limit));
    for (const kind of kinds) {
      // Whoever was first is last the next time.
      for (const { contender, driver } of rotated(pairs, round)) {
        const one = await measure(contender, driver, order(form, kind, warming));
        if (warming) continue;
        const all = seen.get(kind) ?? new Map<ContenderId, Round[]>();
        seen.set(kind, all.set(contender.id, [...(all.get(contender.id) ?? []), one]));
      }
    }
  }
  const loads = [...seen].map(([kind, all]): [Kind, Measured] => [
    kind,
    Object.fromEntries([...all].map(([id, list]) => [id, figures(list)])),
  ]);
  return { loads: Object.fromEntries(loads), limits };
}

const rotated = <T>(items: readonly T[], by: number): readonly T[] => [
  ...items.slice(by % items.length),
  ...items.slice(0, by % items.length),
];

const order = (form: Form, kind: Kind, warming: boolean): Order => ({
  kind,
  seconds: warming ? Math.min(1, form.seconds) : form.seconds,
  most: warming ? 200 : 4_000,
});
