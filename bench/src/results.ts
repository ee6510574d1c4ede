import type { Kind } from './load/order.ts';
import type { ContenderId, Missing } from './servers/server.ts';

/** The quantile of some values, e.g. `part` 0.5 for the median. */
export function quantile(values: readonly number[] | Float64Array, part: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/** The median; robust against one disturbed round. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const [below, above] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return below === undefined || above === undefined ? Number.NaN : (below + above) / 2;
}

/** Median, minimum and maximum of the rounds. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** The figures of one server under one load over all rounds. */
export interface Figures {
  readonly perSecond: Spread;
  /** Milliseconds. */
  readonly p50: Spread;
  readonly p99: Spread;
  /** CPU time of the server and its database per request, in µs. */
  readonly cpu: Spread;
  /** Share of the server's core that other processes used. */
  readonly foreign: number;
}

/** Figures by server under one load. */
export type Measured = Readonly<Partial<Record<ContenderId, Figures>>>;

/** Memory of a server in MiB: before the first round, after the last, and the peak. */
export interface Memory {
  readonly before: number;
  readonly after: number;
  readonly most: number;
}

/** The figures of one run (`results/speed.json`). */
export interface Results {
  readonly version: 1;
  readonly date: string;
  readonly form: 'quick' | 'full';
  readonly rounds: number;
  readonly durationSeconds: number;
  readonly machine: {
    readonly cores: number;
    readonly model: string;
    readonly memoryGiB: number;
    readonly system: string;
    /** Load average over one minute at the start of the run. */
    readonly loadBefore: number;
  };
  readonly versions: Readonly<Record<string, string>>;
  readonly missing: readonly Missing[];
  readonly loads: Readonly<Partial<Record<Kind, Measured>>>;
  readonly memory: Readonly<Partial<Record<ContenderId, Memory>>>;
}

/** Rounds to four digits. */
const round = (value: number): number => Number(value.toPrecision(4));

/** Median, minimum and maximum of some values. */
export const spread = (values: readonly number[]): Spread => ({
  median: round(median(values)),
  low: round(Math.min(...values)),
  high: round(Math.max(...values)),
});
