/**
 * How often each situation was tried. Rare situations are preferred, because drawn values alone would
 * repeat the common ones.
 */
export interface SituationCounts {
  readonly times: Map<string, number>;
  /** Which of several situations that were tried equally often comes first, from 0 to 1. */
  readonly offset: number;
}

/** The end of the name of a call that breaks no rule. */
export const VALID = ': nothing';

const timesOf = ({ times }: SituationCounts, name: string): number => times.get(name) ?? 0;

export function count(counts: SituationCounts, names: readonly string[]): void {
  for (const name of names) counts.times.set(name, timesOf(counts, name) + 1);
}

/** The candidate whose situations were tried least. */
export function rarest<Candidate extends { readonly names: readonly string[] }>(
  candidates: readonly Candidate[],
  counts: SituationCounts,
): Candidate | undefined {
  const inTurn = rotate(candidates, counts);
  const novelty = inTurn.map(({ names }) => noveltyOf(names, counts));
  return inTurn[novelty.indexOf(Math.max(...novelty))];
}

/** The item that was tried least often under its name. */
export function leastTried<T>(
  items: readonly T[],
  nameOf: (item: T) => string,
  counts: SituationCounts,
): T | undefined {
  const inTurn = rotate(items, counts);
  const times = inTurn.map((item) => timesOf(counts, nameOf(item)));
  return inTurn[times.indexOf(Math.min(...times))];
}

/** The items, those first whose turn it is. */
function rotate<T>(items: readonly T[], { offset }: SituationCounts): readonly T[] {
  const first = Math.floor(offset * items.length);
  return [...items.slice(first), ...items.slice(0, first)];
}

/**
 * The first situation, a command and its broken rules, counts as much as all others together. Valid calls
 * are as frequent as their weights say: else most of them would be reads.
 */
function noveltyOf(situations: readonly string[], counts: SituationCounts): number {
  const first = situations[0]?.endsWith(VALID) === true ? 0 : situations.length;
  return situations.reduce(
    (sum, one, index) => sum + (index === 0 ? first : 1) / (1 + timesOf(counts, one)),
    0,
  );
}
