import type { Kind } from '../load/order.ts';
import type { Results } from '../results.ts';
import { names } from '../servers/line-up.ts';
import type { ContenderId } from '../servers/server.ts';
import { count, times } from './format.ts';

/** How a load is described in the report. */
export interface LoadDescription {
  readonly kind: Kind;
  readonly title: string;
  readonly note: string;
  /** The unit that is counted. */
  readonly unit: string;
}

/** The loads of the report, in order. */
export const loads: readonly LoadDescription[] = [
  {
    kind: 'call',
    title: 'Authenticated call',
    note: '`organization_info` by 100 devices of 100 organizations, over 32 connections. No verification is cached.',
    unit: 'calls',
  },
  {
    kind: 'bootstrap',
    title: 'Bootstrap',
    note: '`organization_bootstrap` of organizations created by the administration, over 32 connections, four certificates each.',
    unit: 'bootstraps',
  },
];

/** A goal and its result; `met` is undefined if it was not measured. */
export interface Goal {
  readonly what: string;
  readonly wanted: string;
  readonly seen: string;
  readonly met: boolean | undefined;
}

/** Median rate of a server under a load. */
export const rate = ({ loads }: Results, kind: Kind, id: ContenderId): number | undefined =>
  loads[kind]?.[id]?.perSecond.median;

/** Rate of a server divided by the rate of `base`. */
export function ratio(results: Results, kind: Kind, id: ContenderId, base: ContenderId): number | undefined {
  const [own, other] = [rate(results, kind, id), rate(results, kind, base)];
  return own === undefined || other === undefined ? undefined : own / other;
}

/** The goals of bench/README.md: ratios of medians to those of parsec-cloud, and the peak memory. */
export function goals(results: Results): readonly Goal[] {
  const faster = (what: string, kind: Kind, wanted: number, ours: ContenderId, base: ContenderId): Goal =>
    goal(`${what}, ${names[ours]} against ${names[base]}`, wanted, ratio(results, kind, ours, base));
  const most = Math.max(
    ...(['ours-sqlite', 'ours-postgres'] as const).map((id) => results.memory[id]?.most ?? 0),
  );
  return [
    faster('authenticated call', 'call', 5, 'ours-sqlite', 'cloud-memory'),
    faster('bootstrap', 'bootstrap', 1, 'ours-sqlite', 'cloud-memory'),
    faster('authenticated call', 'call', 2, 'ours-postgres', 'cloud-postgres'),
    {
      what: 'peak memory of our server',
      wanted: 'under 300 MiB',
      seen: most === 0 ? 'not measured' : `${count(most)} MiB`,
      met: most === 0 ? undefined : most < 300,
    },
  ];
}

const goal = (what: string, wanted: number, seen: number | undefined): Goal => ({
  what,
  wanted: `at least ${times(wanted)}`,
  seen: seen === undefined ? 'not measured' : times(seen),
  met: seen === undefined ? undefined : seen >= wanted,
});
