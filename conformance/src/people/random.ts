import { Id } from '../wire/values.ts';
import { sodium } from './keys.ts';

/** A deterministic random generator, made from a seed and a name. */
export class Random {
  readonly #key: Uint8Array;
  #counter = 0;

  constructor(seed: string, name = '') {
    this.#key = sodium.crypto_generichash(32, `${seed}\u0000${name}`, null);
  }

  /** The next `length` bytes. */
  bytes(length: number): Uint8Array {
    const seed = sodium.crypto_generichash(32, `${this.#counter++}`, this.#key);
    return sodium.randombytes_buf_deterministic(length, seed);
  }

  /** A random identifier (UUID version 4). */
  id(): Id {
    const bytes = this.bytes(16);
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    return new Id(bytes);
  }

  /** `digits` lower-case hex digits. */
  hex(digits: number): string {
    return Buffer.from(this.bytes(Math.ceil(digits / 2)))
      .toString('hex')
      .slice(0, digits);
  }

  /** A whole number from 0 to `bound` - 1. */
  below(bound: number): number {
    return Buffer.from(this.bytes(6)).readUIntBE(0, 6) % bound;
  }

  /** Another generator, made from the seed of this one and a name. Does not advance this one. */
  fork(name: string): Random {
    return new Random(Buffer.from(this.#key).toString('hex'), name);
  }
}
