// msgpack has no sets and no undefined. So everything but a leaf is packed as an array whose first
// item is one of these tags.
import { DateTime, decode, type Encodable, encode, equalBytes, Uuid } from '@parsec-spec/spec/codec';

/** Items follow. */
const LIST = 0;
/**
 * A list of objects with the same fields: the names of the fields follow, then the values of each
 * as a list.
 */
const TABLE = 1;
/** Keys and values follow, as two lists. */
const MAP = 2;
/** A list of items follows. */
const SET = 3;
/** The names of the fields follow, then their values, as two lists. */
const OBJECT = 4;
const UNDEFINED = 5;
/** A list of equal leaves: the number of items and one of them follow. */
const REPEATED = 6;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Writes a state as bytes, whatever it is made of: plain objects, arrays, `Map`, `Set`,
 * `undefined`, and all that msgpack has (texts, numbers, bytes, dates, identifiers).
 */
export const packState = (state: object): Uint8Array => encode(pack(state));

function pack(value: unknown): Encodable {
  if (value === undefined) return [UNDEFINED];
  if (isLeaf(value)) return value;
  if (Array.isArray(value)) return packList(value);
  if (value instanceof Map) return [MAP, packList([...value.keys()]), packList([...value.values()])];
  if (value instanceof Set) return [SET, packList([...value])];
  return [OBJECT, Object.keys(value), packList(Object.values(value))];
}

function packList(items: readonly unknown[]): Encodable {
  const [first] = items;
  if (items.length > 1 && first !== undefined && isLeaf(first) && items.every((item) => isSame(item, first)))
    return [REPEATED, items.length, first];
  const names = commonFields(items);
  const packed: Encodable[] = names === undefined ? [LIST] : [TABLE, names];
  // Not `map`: an array may have holes.
  if (names === undefined) for (const item of items) packed.push(pack(item));
  else for (const name of names) packed.push(packList(items.map((item) => (item as Fields)[name])));
  return packed;
}

/**
 * The names of the fields that all items have in the same order; undefined where they differ or an
 * item is no plain object.
 */
function commonFields(items: readonly unknown[]): readonly string[] | undefined {
  const [first] = items;
  if (items.length < 2 || !isPlain(first)) return undefined;
  const names = Object.keys(first);
  const isLike = (item: unknown): boolean => {
    if (!isPlain(item)) return false;
    const own = Object.keys(item);
    return own.length === names.length && own.every((name, nth) => name === names[nth]);
  };
  return names.length > 0 && items.every(isLike) ? names : undefined;
}

/** Reads a state that `packState` wrote. Throws when the bytes are something else. */
export const unpackState = (bytes: Uint8Array): unknown => unpack(decode(bytes, { mode: 'canonical' }));

function unpack(packed: unknown): unknown {
  if (!Array.isArray(packed)) return packed;
  const [tag, first, second]: readonly unknown[] = packed;
  switch (tag) {
    case MAP: {
      const values = unpackList(second);
      return new Map(unpackList(first).map((key, nth) => [key, values[nth]]));
    }
    case SET:
      return new Set(unpackList(first));
    case OBJECT: {
      const values = unpackList(second);
      return Object.fromEntries((first as string[]).map((name, nth) => [name, values[nth]]));
    }
    case UNDEFINED:
      return undefined;
    default:
      return unpackList(packed);
  }
}

function unpackList(packed: unknown): unknown[] {
  if (!Array.isArray(packed)) throw new TypeError('a list expected');
  if (packed[0] === LIST) return packed.slice(1).map(unpack);
  if (packed[0] === REPEATED) return Array(Number(packed[1])).fill(packed[2]);
  if (packed[0] !== TABLE) throw new RangeError(`${String(packed[0])} is no tag of a list`);
  const names = packed[1] as readonly string[];
  const columns = packed.slice(2).map(unpackList);
  return (columns[0] ?? []).map((_, row) =>
    Object.fromEntries(names.map((name, nth) => [name, columns[nth]?.[row]])),
  );
}

const isLeaf = (value: unknown): value is Encodable =>
  value === null ||
  typeof value !== 'object' ||
  value instanceof Uint8Array ||
  DateTime.is(value) ||
  Uuid.is(value);

/** Compares leaves by content: a snapshot must not depend on which of them are one object. */
function isSame(one: unknown, other: unknown): boolean {
  if (Uuid.is(one)) return Uuid.is(other) && one.equals(other);
  if (DateTime.is(one)) return DateTime.is(other) && one.equals(other);
  if (one instanceof Uint8Array) return other instanceof Uint8Array && equalBytes(one, other);
  return Object.is(one, other);
}

const isPlain = (value: unknown): value is Fields =>
  value !== undefined &&
  !isLeaf(value) &&
  !Array.isArray(value) &&
  !(value instanceof Map) &&
  !(value instanceof Set);
