import { isDeepStrictEqual } from 'node:util';
import { Id, Instant } from '../wire/values.ts';

/** Whether two values are equal. Bytes, identifiers and times are compared by value. */
export const isEqual = (a: unknown, b: unknown): boolean => isDeepStrictEqual(plain(a), plain(b));

/**
 * Whether a map from a target has all expected fields, at every level. Further fields are ignored,
 * as every client must do (spec/protocol/encoding.md).
 */
export function hasFields(observed: unknown, expected: unknown): boolean {
  if (!isMap(expected) || !isMap(observed)) return isEqual(observed, expected);
  return Object.entries(expected).every(
    ([name, value]) => name in observed && hasFields(observed[name], value),
  );
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;

/** Maximum depth of a comparison. No expected value is that deep. */
const MAX_DEPTH = 64;

/** Converts a value to one that `isDeepStrictEqual` compares by value. */
function plain(value: unknown, depth = 0): unknown {
  // A new symbol is unequal to everything.
  if (depth > MAX_DEPTH) return Symbol('too deep');
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('hex') };
  if (value instanceof Id) return { id: value.hex };
  if (value instanceof Instant) return { micros: String(value.micros) };
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1));
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, depth + 1)]));
  return value;
}
