import { type Encodable, decode, encode } from '@parsec-spec/spec/codec';
import { recordKinds } from '@parsec-spec/spec/records';
import { JournalError } from './journal-error.ts';
import type { JournalRecord } from './journal.ts';

/** A record as it lies in a file: canonical msgpack. */
export const storeRecord = (record: JournalRecord): Uint8Array => encode(record as unknown as Encodable);

/**
 * Decodes a record. Its certificates are views on these bytes. A record of an unknown kind throws,
 * since skipping it would lose history.
 */
export function readRecord(bytes: Uint8Array): JournalRecord {
  const record = decode(bytes, { mode: 'canonical', views: true }) as unknown as JournalRecord;
  if (!Object.hasOwn(recordKinds, record.record)) {
    throw new JournalError(
      'newer',
      `the journal holds a record of the kind ${String(record.record)}`,
      'It was written by a newer version of this server: start that version.',
    );
  }
  return record;
}
