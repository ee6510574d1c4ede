import type { CertificateType } from '../certificates/index.ts';
import type { DateTime } from '../codec/index.ts';

/** A certificate in the state of an organization. Its bytes stay in the journal. */
export interface StoredCertificate {
  readonly timestamp: DateTime;
  /** The version of the record that carries it: its position in the journal, from 1. */
  readonly version: number;
  readonly type: CertificateType;
}

/** One certificate to read from the journal. */
export interface CertificatePlace extends Omit<StoredCertificate, 'timestamp'> {
  readonly form: 'full' | 'redacted';
}
