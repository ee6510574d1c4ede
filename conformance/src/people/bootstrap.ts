import type { Message } from '../wire/values.ts';
import { type AddedCertificates, certificatesOfPairs, type UserCertificates } from './added-certificates.ts';
import { sequesterAuthorityContent } from './certificate-contents.ts';
import { type CertificateChange, makeCertificate } from './certificates.ts';
import { type DevicePairParts, makeDevicePair, makeUserPair, type UserPairParts } from './enrolment.ts';
import type { SigningKey } from './keys.ts';

/** What an `organization_bootstrap` command is made of. The optional parts break it. */
export interface BootstrapParts extends UserPairParts, DevicePairParts {
  /** The bootstrap token; null in spontaneous mode. */
  readonly token: Uint8Array | null;
  readonly root: SigningKey;
  /** DER of the sequester authority's RSA public key. Makes the organization sequestered. */
  readonly sequester?: Uint8Array;
  readonly sequesterCertificate?: CertificateChange;
  /** Fields that replace those of the honest command. `undefined` leaves a field out. */
  readonly command?: Readonly<Record<string, unknown>>;
}

/** An `organization_bootstrap` command, its certificates, and what they were made of. */
export interface Bootstrap extends BootstrapParts {
  readonly added: AddedCertificates;
  readonly message: Message;
  readonly certificates: UserCertificates & { readonly sequester: Uint8Array | null };
}

/**
 * Makes an `organization_bootstrap` command (BOOT rows). It is honest except for the optional
 * parts.
 */
export function makeBootstrap(parts: BootstrapParts): Bootstrap {
  const { root, at } = parts;
  const signer = { id: null, key: root };
  const certificates = {
    ...makeUserPair(parts, signer, 'ADMIN'),
    ...makeDevicePair(parts, signer),
    sequester:
      parts.sequester === undefined
        ? null
        : makeCertificate(sequesterAuthorityContent(parts.sequester, at), root, parts.sequesterCertificate),
  };
  const message = {
    cmd: 'organization_bootstrap',
    bootstrap_token: parts.token,
    root_verify_key: root.verifyKey,
    user_certificate: certificates.user,
    device_certificate: certificates.device,
    redacted_user_certificate: certificates.redactedUser,
    redacted_device_certificate: certificates.redactedDevice,
    sequester_authority_certificate: certificates.sequester,
    ...parts.command,
  };
  return { ...parts, message, certificates, added: certificatesOfPairs(certificates) };
}
