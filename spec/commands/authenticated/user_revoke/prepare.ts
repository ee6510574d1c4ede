import {
  type CheckedCertificate,
  checkSignature,
  type RevokedUserCertificate,
  readCertificate,
} from '../../../src/certificates/index.ts';
import type { UserRevokeRequest } from '../../../src/commands/index.ts';
import type { Crypto } from '../../../src/crypto/index.ts';
import { type Author, unreadableCertificate } from '../../../src/guards/index.ts';

/**
 * The certificate of a revocation, with its signature verified under the key of the sending device.
 */
export interface RevocationCertificate {
  readonly revocation: CheckedCertificate<RevokedUserCertificate>;
}

/**
 * Loads the certificate of a revocation. A certificate that does not load is refused here, before
 * the guards.
 */
export async function prepare(request: UserRevokeRequest, crypto: Crypto, { device }: Author) {
  const read = readCertificate(request.revoked_user_certificate, 'revoked_user_certificate');
  if (read === null) return unreadableCertificate('user_revoke/certificate-decodes');
  const revocation = await checkSignature(crypto, device.verify_key, read);
  const prepared: RevocationCertificate = { revocation };
  return { ok: true, prepared } as const;
}
