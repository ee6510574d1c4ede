import type { Notation } from '../notation/index.ts';

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
