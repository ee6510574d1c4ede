import type { DateTime } from '../codec/index.ts';
import type { OrganizationRecord } from './record.ts';

/** Where the bytes of each kind of certificate stand in its record: as received, and as OUTSIDERs see them (the same where only one exists). */
export const certificateFields = {
  user: { full: 'user_certificate', redacted: 'redacted_user_certificate' },
  device: { full: 'device_certificate', redacted: 'redacted_device_certificate' },
  user_update: { full: 'user_update_certificate', redacted: 'user_update_certificate' },
  revoked_user: { full: 'revoked_user_certificate', redacted: 'revoked_user_certificate' },
  sequester_authority: {
    full: 'sequester_authority_certificate',
    redacted: 'sequester_authority_certificate',
  },
} as const;

export type CertificateKind = keyof typeof certificateFields;

/** A certificate that is kept: its bytes stay in the journal, where the state would carry them for nothing. */
export interface StoredCertificate {
  readonly timestamp: DateTime;
  /** Place in the journal of the record that brought it, from 1. */
  readonly version: number;
  readonly kind: CertificateKind;
}

/** One certificate to be read from the journal. */
export interface CertificatePlace extends Omit<StoredCertificate, 'timestamp'> {
  readonly form: 'full' | 'redacted';
}

/** The bytes of a certificate as they were received (CERT-08), out of the record that brought it. */
export function certificateIn(record: OrganizationRecord, { kind, form }: CertificatePlace): Uint8Array {
  const found = (record as unknown as Readonly<Record<string, unknown>>)[certificateFields[kind][form]];
  if (found instanceof Uint8Array) return found;
  throw new TypeError(`a record of the kind ${record.record} brings no certificate of the kind ${kind}`);
}
