/** The value that a part of the values does not exceed. */
export function quantile(values: readonly number[] | Float64Array, part: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/** The middle one: what a noisy neighbour did to one round does not count. */
export const median = (values: readonly number[]): number => quantile(values, 0.5);
