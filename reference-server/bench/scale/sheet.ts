import { writeFileSync } from 'node:fs';
import type { Contender } from './contender.ts';

/** The middle one of some figures. */
export const middle = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[values.length >> 1] ?? 0;

/** How much longer a server of many takes than one of few, round by round, in ms. */
export interface Pair {
  readonly few: readonly number[];
  readonly many: readonly number[];
}

export const ratios = ({ few, many }: Pair): readonly number[] =>
  many.map((value, index) => value / (few[index] ?? 1));

/** Keeps the figures for bench/README.md. */
export function keep(
  file: string,
  command: string,
  contenders: readonly (Contender & { readonly most: number })[],
  latencies: Readonly<Record<'p50' | 'p99', Pair>>,
): void {
  const [few, many] = contenders;
  const compared = (Object.keys(latencies) as ('p50' | 'p99')[]).map((name) => {
    const all = ratios(latencies[name]);
    const [least, half, most] = [Math.min(...all), middle(all), Math.max(...all)].map((value) =>
      value.toFixed(2),
    );
    return {
      what: `${name} of organization_info, ${many?.count} beside ${few?.count} organizations: middle of ${all.length} rounds`,
      wanted: 'at most 1.2 ×',
      seen: `${half} × (${least} – ${most}; ${middle(latencies[name].few).toFixed(2)} → ${middle(latencies[name].many).toFixed(2)} ms)`,
      met: middle(all) <= 1.2,
    };
  });
  const each = contenders.flatMap(({ count, most, start }) => [
    {
      what: `most memory with ${count} organizations, statistics of all included`,
      wanted: 'under 300 MiB',
      seen: `${most.toFixed(0)} MiB`,
      met: most < 300,
    },
    {
      what: `first answer after a start with ${count} organizations`,
      wanted: 'under 1 s',
      seen: `${(start / 1_000).toFixed(2)} s`,
      met: start < 1_000,
    },
  ]);
  const sheet = {
    title: 'How it scales: organizations in one SQLite file',
    date: new Date().toISOString(),
    command,
    rows: [...compared, ...each],
  };
  writeFileSync(file, `${JSON.stringify(sheet, undefined, 2)}\n`);
}
