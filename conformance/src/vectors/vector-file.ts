import type { Notation } from '@parsec-spec/spec/notation';
import type { Given, Vector, VectorFile } from '@parsec-spec/spec/vectors';
import { Float64 } from '../wire/raw-values.ts';
import { Id, Instant } from '../wire/values.ts';

/** Converts a wire value of the judge to the notation of vectors. */
export function notationOf(value: unknown): Notation {
  if (value === null || typeof value !== 'object') return value as Notation;
  if (value instanceof Uint8Array) return { $bin: hex(value) };
  if (value instanceof Id) return { $uuid: value.hex };
  if (value instanceof Instant) return { $datetime: rfc3339(value) };
  if (value instanceof Float64) return { $float: value.value };
  if (value instanceof Map) return { $map: [...value].map((pair) => pair.map(notationOf)) };
  if (Array.isArray(value)) return value.map(notationOf);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, notationOf(item)]));
}

/** Bytes in lower-case hexadecimal. */
export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** An instant in RFC 3339, with 0, 3 or 6 fraction digits, as few as possible. */
export const rfc3339 = (instant: Instant): string =>
  instant
    .toString()
    .replace(/\.000000Z$/, 'Z')
    .replace(/000Z$/, 'Z');

type Label = readonly [id: string, comment: string];

/** A vector that decodes to `value`, and is the canonical encoding of it. */
export const valid = ([id, comment]: Label, input: string, value?: Notation, given?: Given): Vector =>
  vector('valid', id, comment, input, value, given);

/** A vector that decodes to `value`, but is not its canonical encoding. */
export const acceptable = ([id, comment]: Label, input: string, value?: Notation, given?: Given): Vector =>
  vector('acceptable', id, comment, input, value, given);

/** Adds to a vector that the bindings of parsec-cloud 3.10.0 refuse it, and why. */
export const refusedByParsecCloud = (vector: Vector, why: string): Vector => ({
  ...vector,
  reference: { verdict: 'refuses', why },
});

/** A vector that an implementation must refuse. */
export const invalid = ([id, comment]: Label, input: string, given?: Given): Vector =>
  vector('invalid', id, comment, input, undefined, given);

/** A vector file whose inputs are bytes in hexadecimal. */
export const hexFile = (
  subject: string,
  about: string,
  vectors: readonly Vector[],
  family?: string,
): VectorFile => ({
  version: 1,
  subject,
  about,
  encoding: 'hex',
  ...(family === undefined ? {} : { family }),
  vectors,
});

/** A vector file whose inputs are texts. */
export const textFile = (subject: string, about: string, vectors: readonly Vector[]): VectorFile => ({
  version: 1,
  subject,
  about,
  encoding: 'text',
  vectors,
});

/** The bytes in hexadecimal, with one bit of the byte at index `at` inverted. */
export function flipBit(bytes: Uint8Array, at: number): string {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy.toString('hex');
}

function vector(
  result: Vector['result'],
  id: string,
  comment: string,
  input: string,
  value?: Notation,
  given?: Given,
): Vector {
  return {
    id,
    result,
    comment,
    input,
    ...(given === undefined ? {} : { given }),
    ...(value === undefined ? {} : { value }),
  };
}

/** A problem of a file, or of one vector in it. */
export interface FixtureProblem {
  readonly file: string;
  readonly vector?: string;
  readonly message: string;
}
