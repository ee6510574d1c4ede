import type { DateTime } from '../codec/index.ts';

/** A certificate as it was received, byte for byte (CERT-08), and the version that OUTSIDERs see (the same where only one exists). */
export interface StoredCertificate {
  readonly timestamp: DateTime;
  readonly full: Uint8Array;
  readonly redacted: Uint8Array;
}
