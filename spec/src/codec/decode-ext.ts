import { CodecError } from './codec-error.ts';
import { DateTime } from './date-time.ts';
import type { Reader } from './reader.ts';
import { UnknownExt } from './unusable.ts';
import { Uuid } from './uuid.ts';

/**
 * Reads the type and the payload of an extension. Type 1 is a date of 8 bytes, type 2 an identifier
 * of 16; Parsec knows no others.
 */
export function decodeExt(
  reader: Reader,
  length: number,
  header: 'fixed' | 'long',
): DateTime | Uuid | UnknownExt {
  const at = reader.at;
  const code = reader.signed(1, undefined);
  if (reader.canonical && header === 'long' && [1, 2, 4, 8, 16].includes(length))
    reader.refuse('a long extension header');
  if (code === 1 || code === 2) reader.discount();
  if (code === 1) return date(reader, length, at);
  const bytes = reader.bytes(length);
  if (code === 2) {
    if (length !== 16) throw new CodecError('ext', `an identifier (ext 2) has 16 bytes, got ${length}`, at);
    return Uuid.of(bytes);
  }
  if (reader.canonical) throw new CodecError('ext', `extension type ${code} is unknown`, at);
  return new UnknownExt(code, bytes);
}

function date(reader: Reader, length: number, at: number): DateTime {
  if (length !== 8) throw new CodecError('ext', `a date (ext 1) has 8 bytes, got ${length}`, at);
  const micros = reader.int64();
  if (!DateTime.inRange(micros))
    throw new CodecError('date', 'the date is outside the supported calendar', at);
  return DateTime.of(micros);
}
