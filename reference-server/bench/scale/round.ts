import { createReadStream } from 'node:fs';
import { type Contender, call, cpu, fromDisk } from './contender.ts';

/** Calls of one server in a row, before the other one has its turn. */
const turn = 500;

/** What one server was like in a round. */
export interface Seen {
  /** ms. */
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  /** µs of CPU for a call. */
  readonly cpu: number;
  /** MiB that had to come from the disk. */
  readonly fromDisk: number;
}

/**
 * So many calls of each server, in turns: whatever else the machine does meets both. Its store is read through before: a system that
 * puts away pages which nobody touched for a minute would have the disk measured.
 */
export async function round(contenders: readonly Contender[], calls: number): Promise<readonly Seen[]> {
  for (const { file } of contenders)
    for await (const _ of createReadStream(file, { highWaterMark: 1 << 20 }));
  const before = contenders.map(fromDisk);
  const busy = contenders.map(() => 0);
  const latencies = contenders.map((): number[] => []);
  for (let done = 0; done < calls; done += turn) {
    for (const [index, contender] of contenders.entries()) {
      const began = cpu(contender);
      for (let one = 0; one < turn; one++) latencies[index]?.push(await call(contender));
      busy[index] = (busy[index] ?? 0) + cpu(contender) - began;
    }
  }
  return contenders.map((contender, index) => ({
    ...quantiles(latencies[index] ?? []),
    cpu: ((busy[index] ?? 0) * 1_000) / calls,
    fromDisk: fromDisk(contender) - (before[index] ?? 0),
  }));
}

function quantiles(values: readonly number[]): Pick<Seen, 'p50' | 'p90' | 'p99'> {
  const sorted = values.toSorted((left, right) => left - right);
  const at = (share: number): number => sorted[Math.floor(values.length * share)] ?? 0;
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99) };
}
