import { decode } from '@parsec-spec/spec/codec';
import { type Notation, toNotation } from '@parsec-spec/spec/notation';
import { expect } from 'vitest';
import { bytesOf } from './example-server.ts';

/** A reply in the notation of the documents, each map with its keys in wire order. */
const asWritten = (bytes: Uint8Array): string =>
  JSON.stringify(withoutEmptyMaps(toNotation(decode(bytes))), undefined, 2);

/**
 * Compares a reply with its example, byte for byte. A failure shows both in the notation of the
 * documents.
 */
export function expectAsWritten(came: Uint8Array, example: Notation): void {
  const expected = bytesOf(example);
  expect(asWritten(came)).toBe(asWritten(expected));
  // Two encodings with the same notation, such as a longer length prefix, differ only here.
  expect(Buffer.from(came).toString('hex')).toBe(Buffer.from(expected).toString('hex'));
}

/** The documents write every empty map as `{}`. */
export const withoutEmptyMaps = (value: Notation): Notation =>
  JSON.parse(JSON.stringify(value), (_key, item: unknown) =>
    JSON.stringify(item) === '{"$map":[]}' ? {} : item,
  ) as Notation;
