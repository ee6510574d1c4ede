import { DateTime, decode, type Encodable, encode, Uuid } from '@parsec-spec/spec/codec';

// msgpack has no sets and no undefined, and would repeat the names of the fields in each object. So everything but a leaf
// is packed as an array whose first item is one of these tags, or for an object the number of its shape.
const ARRAY = 0;
const MAP = 1;
const SET = 2;
const UNDEFINED = 3;
const FIRST_SHAPE = 4;

/** The names of the fields of an object, in order. */
type Shape = readonly string[];

/**
 * Writes a state as bytes, whatever it is made of: plain objects, arrays, `Map`, `Set`, `undefined`, and all that msgpack
 * has (texts, numbers, bytes, dates, identifiers).
 */
export function packState(state: object): Uint8Array {
  const shapes: Shape[] = [];
  const numbers = new Map<string, number>();

  function numberOf(shape: Shape): number {
    const key = JSON.stringify(shape);
    let number = numbers.get(key);
    if (number === undefined) {
      number = FIRST_SHAPE + shapes.push(shape) - 1;
      numbers.set(key, number);
    }
    return number;
  }

  function pack(value: unknown): Encodable {
    if (value === undefined) return [UNDEFINED];
    if (isLeaf(value)) return value;
    if (Array.isArray(value)) return [ARRAY, ...Array.from(value, pack)];
    if (value instanceof Map) return [MAP, ...[...value].flat().map(pack)];
    if (value instanceof Set) return [SET, ...[...value].map(pack)];
    return [numberOf(Object.keys(value)), ...Object.values(value).map(pack)];
  }

  const packed = pack(state);
  return encode([shapes, packed]);
}

/** Reads a state that `packState` wrote. Throws when the bytes are something else. */
export function unpackState(bytes: Uint8Array): unknown {
  const read: unknown = decode(bytes, { mode: 'canonical' });
  const [shapes, packed] = read as readonly [readonly Shape[], unknown];

  function unpack(value: unknown): unknown {
    if (!Array.isArray(value)) return value;
    const tag = Number(value[0]);
    const items = value.slice(1).map(unpack);
    if (tag === ARRAY) return items;
    if (tag === MAP) return mapOf(items);
    if (tag === SET) return new Set(items);
    if (tag === UNDEFINED) return undefined;
    const shape = shapes[tag - FIRST_SHAPE];
    if (shape?.length !== items.length) throw new RangeError(`${tag} is no tag`);
    return Object.fromEntries(shape.map((name, nth) => [name, items[nth]]));
  }

  return unpack(packed);
}

/** Keys and values in turn. */
function mapOf(items: readonly unknown[]): Map<unknown, unknown> {
  const map = new Map<unknown, unknown>();
  for (let at = 0; at < items.length; at += 2) map.set(items[at], items[at + 1]);
  return map;
}

const isLeaf = (value: unknown): value is Encodable =>
  value === null ||
  typeof value !== 'object' ||
  value instanceof Uint8Array ||
  DateTime.is(value) ||
  Uuid.is(value);
