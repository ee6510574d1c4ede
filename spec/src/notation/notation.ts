/**
 * A wire value in JSON: `{ "$bin": hex }`, `{ "$uuid": hex }`, `{ "$datetime": RFC 3339 }`, `{ "$float": number }`,
 * `{ "$int": digits }` beyond 2^53, `{ "$map": [[key, value], …] }` for keys that are no text; all else is itself.
 */
export type Notation =
  | null
  | boolean
  | number
  | string
  | readonly Notation[]
  | { readonly [key: string]: Notation };

/** The JSON is no wire value: a word with `$` that nobody knows, or one whose content is wrong. */
export class NotationError extends Error {
  readonly code = 'notation';

  constructor(message: string) {
    super(message);
    this.name = 'NotationError';
  }
}
