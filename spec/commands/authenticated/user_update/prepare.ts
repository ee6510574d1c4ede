import {
  type CheckedCertificate,
  checkSignature,
  readCertificate,
  type UserUpdateCertificate,
} from '../../../src/certificates/index.ts';
import type { UserUpdateRequest } from '../../../src/commands/index.ts';
import type { Crypto } from '../../../src/crypto/index.ts';
import { type Author, unreadableCertificate } from '../../../src/guards/index.ts';

/**
 * The certificate of a change of profile, with its signature verified under the key of the sending
 * device.
 */
export interface UpdateCertificate {
  readonly update: CheckedCertificate<UserUpdateCertificate>;
}

/**
 * Loads the certificate of a change of profile. A certificate that does not load is refused here,
 * before the guards.
 */
export async function prepare(request: UserUpdateRequest, crypto: Crypto, { device }: Author) {
  const read = readCertificate(request.user_update_certificate, 'user_update_certificate');
  if (read === null) return unreadableCertificate('user_update/certificate-decodes');
  const prepared: UpdateCertificate = { update: await checkSignature(crypto, device.verify_key, read) };
  return { ok: true, prepared } as const;
}
