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

/** A difference between two values, and the names and positions that lead to it. */
export interface Difference {
  readonly path: string;
  readonly observed: unknown;
  readonly expected: unknown;
}

/**
 * The differences between two maps or lists, at every level.
 *
 * @param ignoresFurther - whether fields that are not expected are no difference
 */
export function differences(
  observed: unknown,
  expected: unknown,
  ignoresFurther = false,
  path = '',
): readonly Difference[] {
  const below = (name: string | number, isField: boolean): string =>
    isField ? `${path === '' ? '' : `${path}.`}${name}` : `${path}[${name}]`;
  if (isMap(observed) && isMap(expected) && path.length <= MAX_PATH) {
    const names = new Set([...Object.keys(expected), ...(ignoresFurther ? [] : Object.keys(observed))]);
    return [...names].flatMap((name) =>
      differences(observed[name], expected[name], ignoresFurther, below(name, true)),
    );
  }
  if (Array.isArray(observed) && Array.isArray(expected) && path.length <= MAX_PATH) {
    const counts = {
      path: `number of ${path || 'items'}`,
      observed: observed.length,
      expected: expected.length,
    };
    return [
      ...(observed.length === expected.length ? [] : [counts]),
      ...expected
        .slice(0, observed.length)
        .flatMap((item, index) => differences(observed[index], item, ignoresFurther, below(index, false))),
    ];
  }
  return isEqual(observed, expected) ? [] : [{ path, observed, expected }];
}

/** Longest path of a difference below which a value is compared as a whole, in characters. */
const MAX_PATH = 256;

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
