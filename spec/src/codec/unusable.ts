/** An extension type that Parsec does not know. Ignored under an unknown key, refused by every schema under a known one (spec/protocol/encoding.md). */
export class UnknownExt {
  readonly code: number;
  readonly bytes: Uint8Array;

  constructor(code: number, bytes: Uint8Array) {
    this.code = code;
    this.bytes = bytes;
  }
}

/** Stands for a map key that came more than once: refused by every schema under a known key, ignored under an unknown one. */
export class Duplicate {
  /** Keeps it from passing for an empty map of texts. */
  readonly twice = true;
}

/** Is this one of the two values that no schema accepts? */
export const isUnusable = (value: unknown): boolean =>
  value instanceof UnknownExt || value instanceof Duplicate;
