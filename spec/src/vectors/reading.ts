import type { Crypto, MaybePromise } from '../crypto/index.ts';
import type { Notation } from '../notation/index.ts';
import type { Given, VectorFile } from './vector.ts';

/**
 * The result of reading the input of a vector. `written` is the form in which this project writes
 * the value, where there is one.
 */
export type ReadResult =
  | { readonly ok: true; readonly value?: Notation; readonly written?: string }
  | { readonly ok: false; readonly reason: string };

/**
 * The argument of a reader: the input as text and as bytes (empty for texts), and the other values
 * of the vector.
 */
export interface VectorInput {
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly given: Given;
  readonly file: VectorFile;
  readonly crypto: Crypto;
}

/** Reads the inputs of one subject. */
export type VectorReader = (toRead: VectorInput) => MaybePromise<ReadResult>;

export const refused = (reason: string): ReadResult => ({ ok: false, reason });
