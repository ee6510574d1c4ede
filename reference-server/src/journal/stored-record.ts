import { decode, type Encodable, encode } from '@parsec-spec/spec/codec';
import type { JournalRecord } from './journal.ts';
import { JournalError } from './journal-error.ts';

const known: Readonly<Record<JournalRecord['record'], true>> = {
  organization_created: true,
  organization_updated: true,
  organization_bootstrapped: true,
  user_created: true,
  device_created: true,
  user_updated: true,
  user_revoked: true,
  user_frozen: true,
  tos_accepted: true,
  invitation_opened: true,
  invitation_ended: true,
  greeting_moved: true,
  validation_mail_asked: true,
  validation_code_failed: true,
  account_created: true,
};

/** A record as it lies in a file: canonical msgpack. */
export const storeRecord = (record: JournalRecord): Uint8Array => encode(record as unknown as Encodable);

/** A record read back; its certificates are views on these bytes. One of a kind that this version does not know is a fault: guessing would lose history. */
export function readRecord(bytes: Uint8Array): JournalRecord {
  const record = decode(bytes, { mode: 'canonical', views: true }) as unknown as JournalRecord;
  if (!Object.hasOwn(known, record.record)) {
    throw new JournalError(
      'newer',
      `the journal holds a record of the kind ${String(record.record)}`,
      'It was written by a newer version of this server: start that version.',
    );
  }
  return record;
}
