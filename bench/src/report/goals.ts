import type { ContenderId } from '../contenders/contender.ts';
import type { Kind } from '../load/order.ts';
import type { Results, Spread } from '../results/results.ts';
import { count, percent, times } from './figures.ts';

/** Something that the bench is to show, and whether it does; `met` is undefined where it was not measured. */
export interface Goal {
  readonly what: string;
  readonly wanted: string;
  readonly seen: string;
  readonly met: boolean | undefined;
}

/** The middle rate of a server under a load. */
export const rate = ({ loads }: Results, kind: Kind, id: ContenderId): number | undefined =>
  loads[kind]?.[id]?.perSecond.median;

/** How many times the rate of `base` a server reaches. */
export function ratio(results: Results, kind: Kind, id: ContenderId, base: ContenderId): number | undefined {
  const [own, other] = [rate(results, kind, id), rate(results, kind, base)];
  return own === undefined || other === undefined ? undefined : own / other;
}

/** Part of what one core could verify that a server does verify; unless told otherwise, could by the library that ours uses. */
export function share(
  results: Results,
  kind: Kind,
  id: ContenderId,
  verifications: number,
  limit: Spread = results.limit,
): number | undefined {
  const own = rate(results, kind, id);
  return own === undefined || verifications === 0 ? undefined : (own * verifications) / limit.median;
}

/** The goals, and what was seen. */
export function goals(results: Results): readonly Goal[] {
  const faster = (what: string, kind: Kind, wanted: number, base: ContenderId): Goal => {
    const seen = ratio(results, kind, 'ours-sqlite', base);
    const name = base === 'cloud-memory' ? 'parsec-cloud in memory' : 'parsec-cloud on PostgreSQL';
    return goal(`${what}, against ${name}`, wanted, seen, times);
  };
  const verified = (by: string, limit: Spread): Goal => {
    const seen = share(results, 'call', 'ours-sqlite', 1, limit);
    return goal(`share of the core's Ed25519 verifications by ${by}, authenticated call`, 0.6, seen, percent);
  };
  const most = Math.max(
    ...(['ours-sqlite', 'ours-postgres'] as const).map((id) => results.memory[id]?.most ?? 0),
  );
  return [
    faster('authenticated call', 'call', 5, 'cloud-postgres'),
    faster('bootstrap', 'bootstrap', 1.5, 'cloud-postgres'),
    faster('user creation', 'users', 2, 'cloud-postgres'),
    verified('the library in use', results.limit),
    verified('OpenSSL', results.limit.openssl),
    {
      what: 'memory of our server, the most there ever was',
      wanted: 'under 300 MiB',
      seen: most === 0 ? 'not measured' : `${count(most)} MiB`,
      met: most === 0 ? undefined : most < 300,
    },
    faster('authenticated call', 'call', 5, 'cloud-memory'),
    faster('bootstrap', 'bootstrap', 1, 'cloud-memory'),
  ];
}

const goal = (
  what: string,
  wanted: number,
  seen: number | undefined,
  show: (value: number) => string,
): Goal => ({
  what,
  wanted: `at least ${show(wanted)}`,
  seen: seen === undefined ? 'not measured' : show(seen),
  met: seen === undefined ? undefined : seen >= wanted,
});
