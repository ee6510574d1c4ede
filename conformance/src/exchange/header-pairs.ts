import type { HeaderList } from './exchange.ts';

/** Pairs from a list in which names and values alternate. */
export const headerPairs = (raw: readonly string[]): HeaderList =>
  raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as const] : []));
