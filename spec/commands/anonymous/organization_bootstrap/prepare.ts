import {
  type CheckedCertificate,
  checkSignature,
  readCertificate,
  type SequesterAuthorityCertificate,
} from '../../../src/certificates/index.ts';
import type { OrganizationBootstrapRequest } from '../../../src/commands/index.ts';
import type { Crypto } from '../../../src/crypto/index.ts';
import {
  type NewUserCertificates,
  readNewUserCertificates,
  unreadableCertificate,
} from '../../../src/guards/index.ts';

/** The certificates of a bootstrap, with their signatures verified under the root key. */
export interface BootstrapCertificates extends NewUserCertificates {
  readonly sequester: CheckedCertificate<SequesterAuthorityCertificate> | null;
}

/**
 * Loads the certificates of a bootstrap. A certificate that does not load in its field is refused
 * here, before the guards (BOOT-15 to BOOT-19, BOOT-26).
 */
export async function prepare(request: OrganizationBootstrapRequest, crypto: Crypto) {
  const { root_verify_key, sequester_authority_certificate: authority } = request;
  const sequester = authority === null ? null : readCertificate(authority, 'sequester_authority_certificate');
  if (authority !== null && sequester === null)
    return unreadableCertificate('organization_bootstrap/sequester-authority-certificate-decodes');
  const read = await readNewUserCertificates(request, crypto, root_verify_key, 'organization_bootstrap');
  if (!read.ok) return read;
  const prepared: BootstrapCertificates = {
    ...read.prepared,
    sequester: sequester === null ? null : await checkSignature(crypto, root_verify_key, sequester),
  };
  return { ok: true, prepared } as const;
}
