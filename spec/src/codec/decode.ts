import { CodecError } from './codec-error.ts';
import { DateTime } from './date-time.ts';
import { Reader } from './reader.ts';
import { Uuid } from './uuid.ts';
import { type Decoded, type DecodedObject, Duplicate, Float, UnknownExt } from './value.ts';

/**
 * `wire`: any legal msgpack, and bytes after the first value are ignored. `canonical`: only bytes
 * that `encode` writes.
 */
export interface DecodeOptions {
  mode?: 'wire' | 'canonical';
  /** Maximum nesting of containers. Default: 1000, about the limit of parsec-cloud. */
  maxDepth?: number;
  /**
   * Maximum number of values, including containers but not dates and identifiers. A value takes up
   * to 230 bytes of memory for one byte of input. Default: 4096 plus an eighth of the input length,
   * at most a million. Canonical input, which we wrote ourselves, has no limit.
   */
  maxValues?: number;
  /**
   * Whether byte strings of more than 64 bytes are views on the input, which they keep in memory.
   * For callers that consume them at once.
   */
  views?: boolean;
}

/**
 * Decodes one value (spec/protocol/encoding.md). It never allocates more than the input announces
 * and holds.
 * @throws {CodecError} with the problem as `code` and the position of the byte as `offset`.
 */
export function decode(bytes: Uint8Array, options: DecodeOptions = {}): Decoded {
  const canonical = options.mode === 'canonical';
  const maxValues =
    options.maxValues ??
    (canonical ? Number.POSITIVE_INFINITY : Math.min(4096 + bytes.length / 8, 1_000_000));
  const reader = new Reader(bytes, canonical, options.views === true, maxValues);
  const value = read(reader, options.maxDepth ?? 1000);
  if (reader.canonical && reader.at < bytes.length) {
    throw new CodecError('trailing', `${bytes.length - reader.at} bytes follow the value`, reader.at);
  }
  return value;
}

function read(reader: Reader, depth: number): Decoded {
  reader.count();
  const tag = reader.byte();
  if (tag < 0x80) return tag;
  if (tag < 0x90) return readMap(reader, tag & 0x0f, depth);
  if (tag < 0xa0) return readArray(reader, tag & 0x0f, depth);
  if (tag < 0xc0) return reader.text(tag & 0x1f);
  if (tag >= 0xe0) return tag - 0x100;
  switch (tag) {
    case 0xc0:
      return null;
    case 0xc2:
      return false;
    case 0xc3:
      return true;
    case 0xc4:
      return reader.bytes(reader.unsigned(1, 0));
    case 0xc5:
      return reader.bytes(reader.unsigned(2, 0x100));
    case 0xc6:
      return reader.bytes(reader.unsigned(4, 0x1_0000));
    case 0xc7:
      return decodeExt(reader, reader.unsigned(1, 0), 'long');
    case 0xc8:
      return decodeExt(reader, reader.unsigned(2, 0x100), 'long');
    case 0xc9:
      return decodeExt(reader, reader.unsigned(4, 0x1_0000), 'long');
    case 0xca:
      return reader.canonical ? reader.refuse('float32') : new Float(reader.float32());
    case 0xcb:
      return new Float(reader.float64());
    case 0xcc:
      return reader.unsigned(1, 0x80);
    case 0xcd:
      return reader.unsigned(2, 0x100);
    case 0xce:
      return reader.unsigned(4, 0x1_0000);
    case 0xcf:
      return reader.unsigned64();
    case 0xd0:
      return reader.signed(1, -0x20);
    case 0xd1:
      return reader.signed(2, -0x80);
    case 0xd2:
      return reader.signed(4, -0x8000);
    case 0xd3:
      return reader.signed64();
    case 0xd4:
    case 0xd5:
    case 0xd6:
    case 0xd7:
    case 0xd8:
      return decodeExt(reader, 1 << (tag - 0xd4), 'fixed');
    case 0xd9:
      return reader.text(reader.unsigned(1, 0x20));
    case 0xda:
      return reader.text(reader.unsigned(2, 0x100));
    case 0xdb:
      return reader.text(reader.unsigned(4, 0x1_0000));
    case 0xdc:
      return readArray(reader, reader.unsigned(2, 0x10), depth);
    case 0xdd:
      return readArray(reader, reader.unsigned(4, 0x1_0000), depth);
    case 0xde:
      return readMap(reader, reader.unsigned(2, 0x10), depth);
    case 0xdf:
      return readMap(reader, reader.unsigned(4, 0x1_0000), depth);
    default:
      throw new CodecError('reserved', '0xc1 is not used by msgpack', reader.at - 1);
  }
}

/**
 * Reads the type and the payload of an extension. Type 1 is a date of 8 bytes, type 2 an identifier
 * of 16; Parsec knows no others.
 */
function decodeExt(reader: Reader, length: number, header: 'fixed' | 'long'): DateTime | Uuid | UnknownExt {
  const at = reader.at;
  const code = reader.signed(1, undefined);
  if (reader.canonical && header === 'long' && [1, 2, 4, 8, 16].includes(length))
    reader.refuse('a long extension header');
  if (code === 1 || code === 2) reader.discount();
  if (code === 1) return date(reader, length, at);
  const bytes = reader.bytes(length);
  if (code === 2) {
    if (length !== 16) throw new CodecError('ext', `an identifier (ext 2) has 16 bytes, got ${length}`, at);
    return Uuid.of(bytes);
  }
  if (reader.canonical) throw new CodecError('ext', `extension type ${code} is unknown`, at);
  return new UnknownExt(code, bytes);
}

function date(reader: Reader, length: number, at: number): DateTime {
  if (length !== 8) throw new CodecError('ext', `a date (ext 1) has 8 bytes, got ${length}`, at);
  const micros = reader.int64();
  if (!DateTime.inRange(micros))
    throw new CodecError('date', 'the date is outside the supported calendar', at);
  return DateTime.of(micros);
}

function readArray(reader: Reader, length: number, depth: number): Decoded[] {
  reader.deeper(depth);
  reader.holds(length);
  const items: Decoded[] = [];
  for (let index = 0; index < length; index++) items.push(read(reader, depth - 1));
  return items;
}

// A short key does not count as a value.
function readKey(reader: Reader, depth: number): Decoded {
  const short = reader.shortText();
  return short === undefined ? read(reader, depth) : reader.text(short);
}

function readMap(reader: Reader, length: number, depth: number): DecodedObject | Map<Decoded, Decoded> {
  reader.deeper(depth);
  reader.holds(2 * length);
  const object: DecodedObject = Object.create(null);
  let keyed: Keyed | undefined;
  for (let index = 0; index < length; index++) {
    const at = reader.at;
    const key = readKey(reader, depth - 1);
    if (typeof key === 'object' && key !== null && !Uuid.is(key)) {
      throw new CodecError('key', 'a map key must be text, an integer or an identifier', at);
    }
    if (keyed === undefined && typeof key !== 'string') keyed = keyedOf(object);
    const value = read(reader, depth - 1);
    if (keyed !== undefined) setInMap(reader, keyed, key, value, at);
    else if (typeof key === 'string') {
      const isThere = key in object;
      if (isThere && reader.canonical) reader.refuse(`the key ${JSON.stringify(key)} a second time`);
      object[key] = isThere ? new Duplicate() : value;
    }
  }
  return keyed?.map ?? object;
}

/**
 * A map whose keys are not all text, with an index of its keys. A search through the list would be
 * quadratic.
 */
interface Keyed {
  readonly map: Map<Decoded, Decoded>;
  readonly keys: Map<string, Decoded>;
}

const nameOf = (key: Decoded): string => `${typeof key} ${key}`;

const keyedOf = (object: DecodedObject): Keyed => ({
  map: new Map<Decoded, Decoded>(Object.entries(object)),
  keys: new Map<string, Decoded>(Object.keys(object).map((key) => [nameOf(key), key])),
});

// Maximum number of integer keys in one map. No field of Parsec has any. V8 hashes integers
// predictably, so an attacker could make insertion quadratic.
const MAX_INTEGER_KEYS = 256;

// Identifiers are compared by content. In `realm_after` the last duplicate wins, as in
// parsec-cloud's typed maps.
function setInMap(reader: Reader, { map, keys }: Keyed, key: Decoded, value: Decoded, at: number): void {
  const name = nameOf(key);
  const same = keys.get(name);
  if (
    same === undefined &&
    typeof key !== 'object' &&
    typeof key !== 'string' &&
    keys.size >= MAX_INTEGER_KEYS
  )
    throw new CodecError('too-many', `a map has more than ${MAX_INTEGER_KEYS} keys, integers among them`, at);
  if (same === undefined) keys.set(name, key);
  else if (reader.canonical) throw new CodecError('not-canonical', 'a key appears a second time', at);
  map.set(same ?? key, value);
}
