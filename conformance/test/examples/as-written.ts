import { decode } from '@parsec-spec/spec/codec';
import { type Notation, toNotation } from '@parsec-spec/spec/notation';
import { expect } from 'vitest';
import { bytesOf } from './situation.ts';

/** A reply as the documents write it, each map with its keys in the order of the wire. */
const asWritten = (bytes: Uint8Array): string =>
  JSON.stringify(withoutEmptyMaps(toNotation(decode(bytes))), undefined, 2);

/** Compares a reply with its example, byte for byte. A failure shows both in the documents' form. */
export function expectAsWritten(came: Uint8Array, example: Notation): void {
  const expected = bytesOf(example);
  expect(asWritten(came)).toBe(asWritten(expected));
  // Two encodings of the same text, such as a longer length, differ here alone.
  expect(Buffer.from(came).toString('hex')).toBe(Buffer.from(expected).toString('hex'));
}

/** Prose writes every empty map as `{}`. */
export const withoutEmptyMaps = (value: Notation): Notation =>
  JSON.parse(JSON.stringify(value), (_key, item: unknown) =>
    JSON.stringify(item) === '{"$map":[]}' ? {} : item,
  ) as Notation;
