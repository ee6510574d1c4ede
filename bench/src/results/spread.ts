import { median } from '../load/quantile.ts';
import type { Spread } from './results.ts';

/** Four digits say enough. */
const round = (value: number): number => Number(value.toPrecision(4));

/** Middle, least and most of some values. */
export const spread = (values: readonly number[]): Spread => ({
  median: round(median(values)),
  low: round(Math.min(...values)),
  high: round(Math.max(...values)),
});
