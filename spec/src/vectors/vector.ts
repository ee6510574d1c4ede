import type { Notation } from '../notation/index.ts';

/** One vector (fixtures/README.md): what goes in, and what must come of it. */
export interface Vector {
  readonly id: string;
  /** `valid`: read, and written just so. `acceptable`: read, never written so. `invalid`: refused. */
  readonly result: 'valid' | 'acceptable' | 'invalid';
  /** What it teaches. */
  readonly comment: string;
  /** Text, or bytes in hexadecimal, by the file's `encoding`. */
  readonly input: string;
  /** What else a reader is given: keys, secrets, costs. */
  readonly given?: Given;
  /** What is read; absent where there is only a verdict. */
  readonly value?: Notation;
  /** Where Scille's own bindings contradict the vector, and why it stands all the same. */
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
