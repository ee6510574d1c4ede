import { newBuffer } from '#platform';
import { CodecError } from './codec-error.ts';
import { DateTime } from './date-time.ts';
import { Uuid } from './uuid.ts';
import { type Encodable, Float } from './value.ts';

const utf8 = new TextEncoder();

/** A growing output buffer for msgpack. Every header is written in its shortest form. */
class Writer {
  #bytes = newBuffer(512);
  #at = 0;

  #room(size: number): number {
    const at = this.#at;
    if (at + size > this.#bytes.length) {
      const grown = newBuffer(Math.max(this.#bytes.length * 2, at + size));
      grown.set(this.#bytes.subarray(0, at));
      this.#bytes = grown;
    }
    this.#at = at + size;
    return at;
  }

  byte(value: number): void {
    const at = this.#room(1);
    this.#bytes[at] = value;
  }

  raw(bytes: Uint8Array): void {
    const at = this.#room(bytes.length);
    this.#bytes.set(bytes, at);
  }

  int64(value: bigint): void {
    const at = this.#room(8);
    this.#bytes.writeBigInt64BE(value, at);
  }

  uint64(value: bigint): void {
    const at = this.#room(8);
    this.#bytes.writeBigUInt64BE(value, at);
  }

  double(value: number): void {
    const at = this.#room(8);
    this.#bytes.writeDoubleBE(value, at);
  }

  /** Big-endian two's complement of 1, 2 or 4 bytes. */
  fixed(value: number, size: 1 | 2 | 4): void {
    const at = this.#room(size);
    if (value < 0) this.#bytes.writeIntBE(value, at, size);
    else this.#bytes.writeUIntBE(value, at, size);
  }

  /**
   * Writes a text of less than 32 ASCII characters with its header.
   * @returns false when it is another text; then nothing is written.
   */
  shortAscii(value: string): boolean {
    if (value.length > 31) return false;
    const start = this.#room(1 + value.length);
    this.#bytes[start] = 0xa0 + value.length;
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index);
      if (code > 0x7f) {
        this.#at = start;
        return false;
      }
      this.#bytes[start + 1 + index] = code;
    }
    return true;
  }

  /** A copy of the written bytes. */
  finish(): Uint8Array {
    return new Uint8Array(this.view());
  }

  /** A view on the written bytes. */
  view(): Uint8Array {
    return new Uint8Array(this.#bytes.buffer, this.#bytes.byteOffset, this.#at);
  }
}

/**
 * Canonical bytes of a value: shortest headers, keys in insertion order, ext 1 for dates, ext 2 for
 * identifiers (spec/protocol/encoding.md).
 * @throws {CodecError} when the value has no msgpack form.
 */
export function encode(value: Encodable): Uint8Array {
  const out = new Writer();
  write(out, value, 0);
  return out.finish();
}

/**
 * Canonical bytes of a map with these fields, in this order, without the undefined ones. The result
 * is a view on a larger buffer, for bytes that are sent at once.
 */
export function encodeFields(fields: Fields, names: readonly string[]): Uint8Array {
  const out = new Writer();
  writeFields(out, fields, names, 0);
  return out.view();
}

type Fields = { readonly [field: string]: Encodable | undefined };

const MAX_DEPTH = 1000;

function write(out: Writer, value: Encodable, depth: number): void {
  if (depth > MAX_DEPTH) throw new CodecError('depth', `nested deeper than ${MAX_DEPTH}`);
  if (value === null) return out.byte(0xc0);
  switch (typeof value) {
    case 'boolean':
      return out.byte(value ? 0xc3 : 0xc2);
    case 'number':
      return writeNumber(out, value);
    case 'bigint':
      return writeBigInt(out, value);
    case 'string':
      return writeText(out, value);
    default:
      return writeObject(out, value, depth);
  }
}

function writeObject(
  out: Writer,
  value: Exclude<Encodable, null | boolean | number | bigint | string>,
  depth: number,
): void {
  if (value instanceof Uint8Array) {
    header(out, value.length, bytesHeader);
    return out.raw(value);
  }
  if (DateTime.is(value)) {
    out.fixed(0xd701, 2);
    return out.int64(value.micros);
  }
  if (Uuid.is(value)) {
    out.fixed(0xd802, 2);
    return out.raw(value.bytes);
  }
  if (Float.is(value)) {
    out.byte(0xcb);
    return out.double(value.value);
  }
  if (Array.isArray(value)) {
    header(out, value.length, arrayHeader);
    for (const item of value as readonly Encodable[]) write(out, item, depth + 1);
    return;
  }
  if (value instanceof Map) return writeMap(out, value as ReadonlyMap<Encodable, Encodable>, depth);
  writeFields(out, value as Fields, Object.keys(value), depth);
}

function writeMap(out: Writer, map: ReadonlyMap<Encodable, Encodable | undefined>, depth: number): void {
  const present = [...map].filter((entry): entry is [Encodable, Encodable] => entry[1] !== undefined);
  header(out, present.length, mapHeader);
  for (const [key, item] of present) {
    write(out, key, depth + 1);
    write(out, item, depth + 1);
  }
}

function writeFields(out: Writer, fields: Fields, names: readonly string[], depth: number): void {
  let present = 0;
  for (const name of names) if (fields[name] !== undefined) present += 1;
  header(out, present, mapHeader);
  for (const name of names) {
    const item = fields[name];
    if (item === undefined) continue;
    writeText(out, name);
    write(out, item, depth + 1);
  }
}

function writeNumber(out: Writer, value: number): void {
  if (!Number.isSafeInteger(value)) {
    throw new CodecError('unencodable', `${value} is not a safe integer: use a bigint, or Float for a float`);
  }
  if (value >= 0) {
    if (value < 0x80) return out.byte(value);
    if (value < 0x100) return tagged(out, 0xcc, value, 1);
    if (value < 0x1_0000) return tagged(out, 0xcd, value, 2);
    if (value < 0x1_0000_0000) return tagged(out, 0xce, value, 4);
    out.byte(0xcf);
    return out.uint64(BigInt(value));
  }
  if (value >= -0x20) return out.byte(0x100 + value);
  if (value >= -0x80) return tagged(out, 0xd0, value, 1);
  if (value >= -0x8000) return tagged(out, 0xd1, value, 2);
  if (value >= -0x8000_0000) return tagged(out, 0xd2, value, 4);
  out.byte(0xd3);
  out.int64(BigInt(value));
}

function writeBigInt(out: Writer, value: bigint): void {
  if (value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)) {
    return writeNumber(out, Number(value));
  }
  if (value > 0xffff_ffff_ffff_ffffn || value < -0x8000_0000_0000_0000n) {
    throw new CodecError('unencodable', 'an integer has at most 64 bits');
  }
  out.byte(value > 0n ? 0xcf : 0xd3);
  if (value > 0n) out.uint64(value);
  else out.int64(value);
}

function writeText(out: Writer, value: string): void {
  // The fast path for nearly every key and status: no encoder, no copy.
  if (out.shortAscii(value)) return;
  if (!value.isWellFormed()) throw new CodecError('utf8', 'text with a lone surrogate has no UTF-8 form');
  const bytes = utf8.encode(value);
  header(out, bytes.length, textHeader);
  out.raw(bytes);
}

interface Headers {
  readonly fix?: { readonly base: number; readonly below: number };
  readonly eight?: number;
  readonly sixteen: number;
  readonly thirtyTwo: number;
}

const bytesHeader: Headers = { eight: 0xc4, sixteen: 0xc5, thirtyTwo: 0xc6 };
const arrayHeader: Headers = { fix: { base: 0x90, below: 16 }, sixteen: 0xdc, thirtyTwo: 0xdd };
const mapHeader: Headers = { fix: { base: 0x80, below: 16 }, sixteen: 0xde, thirtyTwo: 0xdf };
const textHeader: Headers = {
  fix: { base: 0xa0, below: 32 },
  eight: 0xd9,
  sixteen: 0xda,
  thirtyTwo: 0xdb,
};

function header(out: Writer, length: number, tags: Headers): void {
  if (tags.fix !== undefined && length < tags.fix.below) return out.byte(tags.fix.base + length);
  if (tags.eight !== undefined && length < 0x100) return tagged(out, tags.eight, length, 1);
  if (length < 0x1_0000) return tagged(out, tags.sixteen, length, 2);
  tagged(out, tags.thirtyTwo, length, 4);
}

function tagged(out: Writer, tag: number, value: number, size: 1 | 2 | 4): void {
  out.byte(tag);
  out.fixed(value, size);
}
