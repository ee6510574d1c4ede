/**
 * A wire value in JSON: `{ "$bin": hex }`, `{ "$uuid": hex }`, `{ "$datetime": RFC 3339 }`,
 * `{ "$float": number }`, `{ "$int": digits }` beyond 2^53, `{ "$map": [[key, value], …] }` for
 * keys that are not text. Any other value is written as itself.
 */
export type Notation =
  | null
  | boolean
  | number
  | string
  | readonly Notation[]
  | { readonly [key: string]: Notation };

/** The JSON is not a wire value: an unknown word with `$`, or one with wrong content. */
export class NotationError extends Error {
  readonly code = 'notation';

  constructor(message: string) {
    super(message);
    this.name = 'NotationError';
  }
}
