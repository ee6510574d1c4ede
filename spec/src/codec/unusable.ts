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
