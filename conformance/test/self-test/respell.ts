/** Alternative msgpack encodings that mean the same to a reader that skips unknown fields. */
export interface Spelling {
  /** Every header in its longest form. */
  readonly wide?: boolean;
  /** Reverses the fields of maps. */
  readonly reversed?: boolean;
  /** Adds an unknown field to every map. */
  readonly extended?: boolean;
}

/** Re-encodes a msgpack value with the given spelling. */
export function respell(bytes: Uint8Array, spelling: Spelling): Uint8Array {
  const from = Buffer.from(bytes);
  let at = 0;
  const unsigned = (size: number) => {
    at += size;
    return size === 0 ? 0 : from.readUIntBE(at - size, size);
  };
  const raw = (size: number) => {
    at += size;
    return from.subarray(at - size, at);
  };
  const head = (wide: number, length: number, short: Buffer) =>
    spelling.wide === true ? Buffer.concat([Buffer.of(wide), uint32(length)]) : short;
  const sized = (wide: number, length: number, start: number) => {
    const short = from.subarray(start, at);
    return Buffer.concat([head(wide, length, short), raw(length)]);
  };
  const list = (length: number, start: number) =>
    Buffer.concat([head(0xdd, length, from.subarray(start, at)), ...Array.from({ length }, () => value())]);
  const map = (length: number): Buffer => {
    const fields = Array.from({ length }, () => Buffer.concat([value(), value()]));
    if (spelling.reversed === true) fields.reverse();
    // A list, a map and nil, because a reader must skip every kind of unknown value.
    if (spelling.extended === true && fields.some((field) => isNamed(field)))
      fields.push(Buffer.from([...text('unheard_of'), 0x93, 0xc0, 0x80, 0x07]));
    const short = fields.length < 16 ? Buffer.of(0x80 | fields.length) : Buffer.of(0xde, 0, fields.length);
    return Buffer.concat([head(0xdf, fields.length, short), ...fields]);
  };
  const value = (): Buffer => {
    const start = at;
    const code = unsigned(1);
    if (code < 0x80)
      return spelling.wide === true ? Buffer.from([0xcf, ...Buffer.alloc(7), code]) : Buffer.of(code);
    if (code < 0x90) return map(code & 0x0f);
    if (code < 0xa0) return list(code & 0x0f, start);
    if (code < 0xc0) return sized(0xdb, code & 0x1f, start);
    if (code >= 0xc4 && code <= 0xc6) return sized(0xc6, unsigned(1 << (code - 0xc4)), start);
    if (code >= 0xd9 && code <= 0xdb) return sized(0xdb, unsigned(1 << (code - 0xd9)), start);
    if (code === 0xdc || code === 0xdd) return list(unsigned(code === 0xdc ? 2 : 4), start);
    if (code === 0xde || code === 0xdf) return map(unsigned(code === 0xde ? 2 : 4));
    if (code >= 0xd4 && code <= 0xd8) {
      const length = 1 << (code - 0xd4);
      const short = from.subarray(start, at);
      return Buffer.concat([head(0xc9, length, short), raw(length + 1)]);
    }
    if (code >= 0xc7 && code <= 0xc9)
      throw new RangeError('an extension of no fixed length, which Parsec has none of');
    raw(fixed.get(code) ?? 0);
    return from.subarray(start, at);
  };
  return value();
}

/**
 * Names of which at least one is in every map with fixed fields. In other maps the keys are data.
 */
const text = (word: string): Buffer => Buffer.from([0xa0 | word.length, ...Buffer.from(word)]);
const names = ['status', 'event', 'step', 'type', 'user_id'].map(text);
const isNamed = (field: Buffer): boolean => names.some((name) => field.subarray(0, name.length).equals(name));

/** The number of bytes after a type code of fixed size: floats and integers. */
const fixed = new Map([
  [0xca, 4],
  [0xcb, 8],
  [0xcc, 1],
  [0xcd, 2],
  [0xce, 4],
  [0xcf, 8],
  [0xd0, 1],
  [0xd1, 2],
  [0xd2, 4],
  [0xd3, 8],
]);

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
