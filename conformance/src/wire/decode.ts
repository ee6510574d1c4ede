import { Decoder, ExtensionCodec } from '@msgpack/msgpack';
import { type Fields, Id, Instant, stringable } from './values.ts';

const extensionCodec = new ExtensionCodec();
extensionCodec.register({
  type: 1,
  encode: () => null,
  decode: (data) => {
    if (data.length !== 8) throw new RangeError(`a time of ${data.length} bytes, not 8`);
    return new Instant(Buffer.from(data).readBigInt64BE());
  },
});
extensionCodec.register({
  type: 2,
  encode: () => null,
  decode: (data) => {
    if (data.length !== 16) throw new RangeError(`an identifier of ${data.length} bytes, not 16`);
    return new Id(Uint8Array.from(data));
  },
});

const decoder = new Decoder({
  extensionCodec,
  useBigInt64: true,
  mapKeyConverter: (key) => (key instanceof Id ? key.hex : typeof key === 'number' ? key : String(key)),
});

/**
 * Decodes msgpack that a target sent. Uses a library that the reference implementations do not use.
 *
 * @returns str as string, bin as Uint8Array, ext 1 as Instant, ext 2 as Id (its hex if it is a key
 * of a map), whole numbers beyond 2^53 as bigint
 * @throws Error on truncated, trailing or undecodable bytes
 * @throws RangeError on more than 64 levels or `maxValues` values
 */
export function decode(bytes: Uint8Array, maxValues = MAX_VALUES): unknown {
  countValues(bytes, maxValues);
  return narrowIntegers(decoder.decode(bytes));
}

/** Decodes a msgpack map; undefined if the bytes are anything else. */
export function decodeMap(bytes: Uint8Array, maxValues?: number): Fields | undefined {
  try {
    const value = decode(bytes, maxValues);
    const isMap =
      value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;
    return isMap ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

/** Converts bigints that fit to numbers, at every level. */
function narrowIntegers(value: unknown): unknown {
  if (typeof value === 'bigint')
    return BigInt(Number(value)) === value && Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (Array.isArray(value)) return value.map(narrowIntegers);
  if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    const entries = Object.entries(value).map(([key, item]) => [key, narrowIntegers(item)]);
    return stringable(Object.fromEntries(entries));
  }
  return value;
}

/** Maximum number of nested levels. A reply of the protocol has fewer than ten. */
const MAX_DEPTH = 64;

/** Maximum number of values, keys of maps included. */
const MAX_VALUES = 1 << 16;

/** Length in bytes of a number or a fixext, by the first byte of the value, from 0xc0. */
const FIXED_BYTES = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 8, 1, 2, 4, 8, 1, 2, 4, 8, 2, 3, 5, 9, 17];

/** Size in bytes of the length field of a value, by its first byte, from 0xc0. */
const LENGTH_BYTES = [
  ...[0, 0, 0, 0, 1, 2, 4, 1, 2, 4, 0, 0, 0, 0, 0, 0],
  ...[0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 2, 4, 2, 4],
];

/**
 * Counts the values of a msgpack message, keys of maps included, without decoding it. A message that
 * cannot be decoded is counted up to its problem.
 *
 * Protects the judge from messages that take seconds to decode.
 *
 * @throws RangeError if it has more than 64 levels or `maxValues` values
 */
export function countValues(message: Uint8Array, maxValues = MAX_VALUES): number {
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  /** Number of values still to come in each unfinished array or map. */
  const remaining: number[] = [];
  let at = 0;
  let values = 0;
  while (at < bytes.length) {
    values += 1;
    if (values > maxValues) throw new RangeError(`more than ${maxValues} values`);
    const first = bytes[at] ?? 0;
    at += 1;
    const width = LENGTH_BYTES[first - 0xc0] ?? 0;
    if (at + width > bytes.length) return values;
    const length = width === 0 ? 0 : bytes.readUIntBE(at, width);
    at += width + (FIXED_BYTES[first - 0xc0] ?? 0);
    let inside = 0;
    if (first >= 0x80 && first < 0x90) inside = 2 * (first & 0x0f);
    else if (first >= 0x90 && first < 0xa0) inside = first & 0x0f;
    else if (first >= 0xa0 && first < 0xc0) at += first & 0x1f;
    else if (first === 0xdc || first === 0xdd) inside = length;
    else if (first === 0xde || first === 0xdf) inside = 2 * length;
    // An extension has a byte for its type before its data.
    else at += length + (first >= 0xc7 && first <= 0xc9 ? 1 : 0);
    if (inside > 0) remaining.push(inside);
    else {
      for (let last = remaining.length - 1; last >= 0; last -= 1) {
        const itemsLeft = (remaining[last] ?? 0) - 1;
        remaining[last] = itemsLeft;
        if (itemsLeft > 0) break;
        remaining.pop();
      }
    }
    if (remaining.length > MAX_DEPTH) throw new RangeError(`more than ${MAX_DEPTH} levels`);
    if (remaining.length === 0) return values;
  }
  return values;
}
