import type { Contender, ContenderId } from './contenders/contender.ts';
import type { Driver } from './load/driver.ts';
import type { Kind } from './load/order.ts';
import type { Form } from './form.ts';
import { figures, measure, type Round, type Verifications, verifications } from './measure.ts';
import type { Measured } from './results/results.ts';

const kinds = ['call', 'bootstrap', 'users', 'fanout'] as const satisfies readonly Kind[];

/** Requests that are signed beforehand for one run of one server, at the most. */
const most = 4_000;

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

/** Warms all servers up and lets them take turns under all loads, round by round. */
export async function rounds(
  form: Form,
  pairs: readonly Pair[],
  say: (line: string) => void,
): Promise<Rounds> {
  const seen = new Map<Kind, Map<ContenderId, Round[]>>();
  const limits: Verifications[] = [];
  say('warming up');
  await warmUp(form, pairs);
  for (let round = 1; round <= form.rounds; round++) {
    say(`round ${round} of ${form.rounds}`);
    limits.push(await verifications(form.limit));
    for (const kind of kinds) {
      // Whoever was first is last the next time.
      for (const { contender, driver } of rotated(pairs, round)) {
        const one = await measure(contender, driver, { kind, seconds: form.seconds, most });
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

/**
 * A runtime that compiles what runs often does so on the core that is measured: ours needs about 25,000 calls until one
 * costs what it costs from then on, half of the first. All get the same time, in two runs: the first finds how many
 * requests that is.
 */
async function warmUp({ warm }: Form, pairs: readonly Pair[]): Promise<void> {
  for (const kind of kinds)
    for (const { contender, driver } of pairs)
      for (const seconds of [Math.min(0.5, warm), warm])
        await measure(contender, driver, { kind, seconds, most });
}
