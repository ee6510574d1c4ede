import { asciiText, bufferOver } from '#platform';
import type { ByteBuffer } from '../platform/platform.ts';
import { CodecError } from './codec-error.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Texts up to this length, in bytes, are read byte by byte without a TextDecoder. */
const SHORT_TEXT_BYTES = 48;
/** Byte strings up to this length are always copied: keys, identifiers, tokens. */
const SMALL_BYTES = 64;

/**
 * A cursor over msgpack bytes. Every read is checked against the remaining length, and in canonical
 * mode against the shortest form.
 */
export class Reader {
  readonly canonical: boolean;
  readonly #input: ByteBuffer;
  at = 0;

  readonly #views: boolean;

  #valuesLeft: number;

  constructor(input: Uint8Array, canonical: boolean, views: boolean, maxValues: number) {
    this.#valuesLeft = maxValues;
    this.#views = views;
    this.#input = bufferOver(input);
    this.canonical = canonical;
  }

  refuse(what: string): never {
    throw new CodecError('not-canonical', `canonical form does not allow ${what}`, this.at);
  }

  #take(size: number): number {
    const at = this.at;
    if (at + size > this.#input.length) {
      throw new CodecError('truncated', `${size} bytes needed, ${this.#input.length - at} left`, at);
    }
    this.at = at + size;
    return at;
  }

  /** Refuses a container that announces more items than bytes are left, before it allocates. */
  holds(items: number): void {
    if (items > this.#input.length - this.at)
      throw new CodecError('truncated', `${items} items announced, too few bytes left`, this.at);
  }

  /** Counts one more value. */
  count(): void {
    this.#valuesLeft -= 1;
    if (this.#valuesLeft < 0)
      throw new CodecError('too-many', 'more values than a message may have', this.at);
  }

  /** Takes the last value out of the count. */
  discount(): void {
    this.#valuesLeft += 1;
  }

  deeper(left: number): void {
    if (left <= 0) throw new CodecError('depth', 'nested too deep', this.at);
  }

  byte(): number {
    return this.#input[this.#take(1)] ?? 0;
  }

  /**
   * An integer or length of 1, 2 or 4 bytes. In canonical mode a value below `least` is refused,
   * since a shorter header exists.
   */
  unsigned(size: 1 | 2 | 4, least: number): number {
    const at = this.#take(size);
    const value = size === 1 ? (this.#input[at] ?? 0) : this.#input.readUIntBE(at, size);
    if (this.canonical && value < least) this.refuse('a header longer than needed');
    return value;
  }

  signed(size: 1 | 2 | 4, below: number | undefined): number {
    const value = this.#input.readIntBE(this.#take(size), size);
    if (this.canonical && below !== undefined && value >= below) this.refuse('an integer longer than needed');
    return value;
  }

  unsigned64(): number | bigint {
    const value = this.#input.readBigUInt64BE(this.#take(8));
    if (this.canonical && value < 0x1_0000_0000n) this.refuse('an integer longer than needed');
    return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
  }

  signed64(): number | bigint {
    const value = this.#input.readBigInt64BE(this.#take(8));
    if (this.canonical && value >= -0x8000_0000n) this.refuse('an integer longer than needed');
    const safe = value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);
    return safe ? Number(value) : value;
  }

  /** A signed integer of 8 bytes. */
  int64(): bigint {
    return this.#input.readBigInt64BE(this.#take(8));
  }

  float32(): number {
    return this.#input.readFloatBE(this.#take(4));
  }

  float64(): number {
    return this.#input.readDoubleBE(this.#take(8));
  }

  /**
   * A copy, so that a small field does not keep a large request in memory. With `views`, a large
   * byte string is a view.
   */
  bytes(length: number): Uint8Array {
    const at = this.#take(length);
    const { buffer, byteOffset } = this.#input;
    const view = new Uint8Array(buffer, byteOffset + at, length);
    return this.#views && length > SMALL_BYTES ? view : new Uint8Array(view);
  }

  #isAscii(from: number, to: number): boolean {
    for (let at = from; at < to; at++) if ((this.#input[at] ?? 0x80) > 0x7f) return false;
    return true;
  }

  /**
   * Reads the header of a text of up to 31 bytes and returns its length, or undefined if the next
   * value is not such a text.
   */
  shortText(): number | undefined {
    const tag = this.#input[this.at] ?? 0;
    if (tag >> 5 !== 0b101) return undefined;
    this.at += 1;
    return tag & 0x1f;
  }

  text(length: number): string {
    const at = this.#take(length);
    // The fast path for nearly every key, name and address.
    if (length <= SHORT_TEXT_BYTES && this.#isAscii(at, at + length))
      return asciiText(this.#input, at, at + length);
    try {
      return utf8.decode(this.#input.subarray(at, at + length));
    } catch {
      throw new CodecError('utf8', 'text is not UTF-8', at);
    }
  }
}
