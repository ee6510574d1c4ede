import type { Part } from './attack.ts';

/** How often each load has its turn: one alone, or several. */
const rounds = { one: 10, several: 5 };
/** Requests that the part before those that are judged has at the most. */
const most = 3_000;

type Bounds = Pick<Part, 'from' | 'to'>;

/** Requests that are sent under one load. */
export interface LoadedPart extends Bounds {
  readonly load: number;
}

/**
 * A run in parts by the numbers of its requests: a small first one, then the loads in turns. The more of the core a load takes, the more
 * requests its parts have: all take about as long.
 */
export function partsOf(
  requests: number,
  from: number,
  loads: readonly number[],
): readonly [Bounds, ...LoadedPart[]] {
  const begin = from + Math.min(most, Math.ceil(requests / 20));
  const turns = Array.from({ length: loads.length > 1 ? rounds.several : rounds.one }, () => loads).flat();
  const sum = (of: readonly number[]): number => of.reduce((all, load) => all + load, 0);
  const bound = (turn: number): number =>
    begin + Math.floor(((from + requests - begin) * sum(turns.slice(0, turn))) / sum(turns));
  const parts = turns.map((load, turn) => ({ load, from: bound(turn), to: bound(turn + 1) }));
  return [{ from, to: begin }, ...parts.filter((part) => part.to > part.from)];
}
