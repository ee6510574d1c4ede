import type { Crypto, MaybePromise } from '../crypto/index.ts';
import type { Notation } from '../notation/index.ts';
import type { Given, VectorFile } from './vector.ts';

/** What came of reading a vector's input. `written` is what this project writes for what it read, where it writes such a thing. */
export type Reading =
  | { readonly ok: true; readonly value?: Notation; readonly written?: string }
  | { readonly ok: false; readonly reason: string };

/** What a reader is handed: the input both as text and as bytes (empty for texts), and what the vector gives with it. */
export interface ToRead {
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly given: Given;
  readonly file: VectorFile;
  readonly crypto: Crypto;
}

/** Reads the inputs of one subject. */
export type VectorReader = (toRead: ToRead) => MaybePromise<Reading>;

export const refused = (reason: string): Reading => ({ ok: false, reason });
