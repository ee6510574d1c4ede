import type { HeaderList } from './exchange.ts';

/** Names and values that stand in turn, as pairs. */
export const headerPairs = (raw: readonly string[]): HeaderList =>
  raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as const] : []));
