import type { Part } from './attack.ts';

/** Parts that are judged, and how many requests the one before them has at the most. */
const parts = 10;
const most = 3_000;

type Bounds = Pick<Part, 'from' | 'to'>;

/** A run in parts by the numbers of its requests: a small first one, then ten alike. */
export function partsOf(requests: number, from: number): readonly [Bounds, ...Bounds[]] {
  const begin = from + Math.min(most, Math.ceil(requests / 20));
  const end = from + requests;
  const bound = (part: number): number => begin + Math.floor(((end - begin) * part) / parts);
  const alike = Array.from({ length: parts }, (_, part) => ({ from: bound(part), to: bound(part + 1) }));
  return [{ from, to: begin }, ...alike.filter((part) => part.to > part.from)];
}
