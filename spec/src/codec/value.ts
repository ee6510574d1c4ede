import type { DateTime } from './date-time.ts';
import type { Uuid } from './uuid.ts';

/**
 * A value that can be encoded. `undefined` properties are left out; an integer beyond 2^53 is a
 * bigint.
 */
export type Encodable =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | DateTime
  | Uuid
  | Float
  | readonly Encodable[]
  | ReadonlyMap<Encodable, Encodable>
  | { readonly [key: string]: Encodable | undefined };

/**
 * A decoded value. Maps with text keys only are null-prototype objects; all other maps are `Map`s.
 */
export type Decoded =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | DateTime
  | Uuid
  | Float
  | UnknownExt
  | Duplicate
  | Decoded[]
  | Map<Decoded, Decoded>
  | DecodedObject;

/** A map whose keys are all text. */
export interface DecodedObject {
  [key: string]: Decoded;
}

/** Whether a decoded value is a map whose keys are all text (an empty map also is one). */
export const isTextMap = (value: Decoded | undefined): value is DecodedObject =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === null;

const brand = Symbol.for('parsec-spec:float');

/**
 * A msgpack float. A JavaScript number is always encoded as an integer, so a float needs this
 * wrapper (`300.0` is not `300`).
 */
export class Float {
  readonly [brand] = true;
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }

  static is(value: unknown): value is Float {
    return typeof value === 'object' && value !== null && brand in value;
  }

  toJSON(): number {
    return this.value;
  }
}

/**
 * An extension type that Parsec does not know. It is ignored under an unknown key, and every schema
 * refuses it under a known one (spec/protocol/encoding.md).
 */
export class UnknownExt {
  readonly code: number;
  readonly bytes: Uint8Array;

  constructor(code: number, bytes: Uint8Array) {
    this.code = code;
    this.bytes = bytes;
  }
}

/**
 * Replaces the value of a map key that appears more than once. It is ignored under an unknown key,
 * and every schema refuses it under a known one.
 */
export class Duplicate {
  /** Distinguishes it from an empty map of texts. */
  readonly twice = true;
}

/** Whether this is one of the two values that no schema accepts. */
export const isUnusable = (value: unknown): boolean =>
  value instanceof UnknownExt || value instanceof Duplicate;
