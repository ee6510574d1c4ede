// How records, events and figures lie in the tables of SQLite and PostgreSQL.
import { decode, type Encodable, encode } from '@parsec-spec/spec/codec';
import { recordKinds } from '@parsec-spec/spec/records';
import { type Figures, noFigures } from '@parsec-spec/spec/state';
import type { JournalRecord, Snapshot } from './journal.ts';
import { JournalError } from './journal-error.ts';

export const figureColumns = Object.keys(noFigures) as (keyof Figures)[];

/** The greatest signed integer of 64 bits: microseconds after every time. */
export const MAX_MICROS = 0x7fff_ffff_ffff_ffffn;

/** A snapshot and the records after it, as bytes. */
export interface StoredOpening {
  readonly snapshot: Snapshot | undefined;
  readonly bodies: readonly Uint8Array[];
}

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
