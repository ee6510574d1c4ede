import { createReadStream, writeFileSync } from 'node:fs';
import { type Contender, call, cpu, fromDisk } from './measured-server.ts';

/** Calls to one server in a row before the other one is called. */
const CALLS_IN_A_ROW = 500;

/** The figures of one server in one round. */
export interface RoundFigures {
  /** Latency in ms. */
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  /** CPU time per call in µs. */
  readonly cpu: number;
  /** Data read from the disk in MiB. */
  readonly fromDisk: number;
}

/**
 * Calls both servers in turns, so that other work on the machine affects both. The stores are
 * read first, so that their pages are in the page cache.
 */
export async function measureRound(
  contenders: readonly Contender[],
  calls: number,
): Promise<readonly RoundFigures[]> {
  for (const { file } of contenders)
    for await (const _ of createReadStream(file, { highWaterMark: 1 << 20 }));
  const before = contenders.map(fromDisk);
  const busy = contenders.map(() => 0);
  const latencies = contenders.map((): number[] => []);
  for (let calledTimes = 0; calledTimes < calls; calledTimes += CALLS_IN_A_ROW) {
    for (const [index, contender] of contenders.entries()) {
      const cpuBefore = cpu(contender);
      for (let one = 0; one < CALLS_IN_A_ROW; one++) latencies[index]?.push(await call(contender));
      busy[index] = (busy[index] ?? 0) + cpu(contender) - cpuBefore;
    }
  }
  return contenders.map((contender, index) => ({
    ...quantiles(latencies[index] ?? []),
    cpu: ((busy[index] ?? 0) * 1_000) / calls,
    fromDisk: fromDisk(contender) - (before[index] ?? 0),
  }));
}

export const median = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[values.length >> 1] ?? 0;

/** A latency by round, in ms, of the server with few and of the one with many organizations. */
export interface Pair {
  readonly few: readonly number[];
  readonly many: readonly number[];
}

export const ratios = ({ few, many }: Pair): readonly number[] =>
  many.map((value, index) => value / (few[index] ?? 1));

/** Writes the figures for bench/results/README.md. */
export function writeFigures(
  file: string,
  command: string,
  contenders: readonly (Contender & { readonly most: number })[],
  p50: Pair,
): void {
  const [few, many] = contenders;
  const all = ratios(p50);
  const [least, half, most] = [Math.min(...all), median(all), Math.max(...all)].map((value) =>
    value.toFixed(2),
  );
  const compared = {
    what: `p50 of organization_info with ${many?.count} organizations against ${few?.count}, median of ${all.length} rounds`,
    wanted: 'at most 1.2 ×',
    seen: `${half} × (${least} – ${most}; ${median(p50.few).toFixed(2)} → ${median(p50.many).toFixed(2)} ms)`,
    met: median(all) <= 1.2,
  };
  const each = contenders.flatMap(({ count, most, start }) => [
    {
      what: `peak memory with ${count} organizations, statistics of all included`,
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
    title: 'Scale: organizations in one SQLite file',
    date: new Date().toISOString(),
    command,
    rows: [compared, ...each],
  };
  writeFileSync(file, `${JSON.stringify(sheet, undefined, 2)}\n`);
}

function quantiles(values: readonly number[]): Pick<RoundFigures, 'p50' | 'p90' | 'p99'> {
  const sorted = values.toSorted((left, right) => left - right);
  const at = (share: number): number => sorted[Math.floor(values.length * share)] ?? 0;
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99) };
}
