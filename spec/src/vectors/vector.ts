import { bytesOfHex } from '#platform';
import type { Notation } from '../codec/notation.ts';
import type { Crypto, MaybePromise } from '../crypto/index.ts';

/** One vector (fixtures/README.md): an input and the expected result. */
export interface Vector {
  readonly id: string;
  /**
   * `valid`: accepted, and written exactly so. `acceptable`: accepted, never written so. `invalid`:
   * refused.
   */
  readonly result: 'valid' | 'acceptable' | 'invalid';
  /** The fact that it teaches. */
  readonly comment: string;
  /** Text, or bytes in hexadecimal, by the file's `encoding`. */
  readonly input: string;
  /** Other values for the reader: keys, secrets, costs. */
  readonly given?: Given;
  /** The expected value; absent where the result is only a verdict. */
  readonly value?: Notation;
  /** Where the bindings of parsec-cloud contradict the vector, and why the vector is right. */
  readonly reference?: { readonly verdict: 'accepts' | 'refuses'; readonly why: string };
}

/** The other values of a vector, by name. */
export type Given = Readonly<Record<string, string | number>>;

/** A file of vectors on one subject. */
export interface VectorFile {
  readonly version: 1;
  readonly subject: string;
  readonly about: string;
  readonly encoding: 'hex' | 'text';
  /** Family of the command, in files of messages. */
  readonly family?: string;
  readonly vectors: readonly Vector[];
}

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
export type VectorReader = (input: VectorInput) => MaybePromise<ReadResult>;

/** The result of a refused input. */
export const refused = (reason: string): ReadResult => ({ ok: false, reason });

/** Bytes in lower-case hexadecimal, as vectors hold them. */
export { hexOf } from '#platform';

/** Bytes from lower-case hexadecimal. */
export const bytesOf = (hex: unknown): Uint8Array => bytesOfHex(String(hex));
