import {
  type CheckedCertificate,
  checkSignature,
  type DeviceCertificate,
  type ReadCertificate,
  readCertificate,
  type SequesterAuthorityCertificate,
  type UserCertificate,
} from '../../../src/certificates/index.ts';
import type { OrganizationBootstrapRequest } from '../../../src/commands/index.ts';
import { type Crypto, isUsableVerifyKey } from '../../../src/crypto/index.ts';

/**
 * The certificates of a bootstrap, decoded, with their signatures verified under the root key of
 * the request.
 */
export interface BootstrapCertificates {
  readonly user: CheckedCertificate<UserCertificate>;
  readonly redactedUser: CheckedCertificate<UserCertificate>;
  readonly device: CheckedCertificate<DeviceCertificate>;
  readonly redactedDevice: CheckedCertificate<DeviceCertificate>;
  readonly sequester: CheckedCertificate<SequesterAuthorityCertificate> | null;
  /** Whether any signature can verify under the key of the new device. */
  readonly deviceKeyUsable: boolean;
}

const unreadable = { ok: false, refusal: { status: 'invalid_certificate' } } as const;

/**
 * Loads the certificates of a bootstrap. A certificate that does not load in its field is refused
 * here, before the guards (BOOT-15 to BOOT-19, BOOT-26).
 */
export async function prepare(request: OrganizationBootstrapRequest, crypto: Crypto) {
  const user = readCertificate(request.user_certificate, 'user_certificate');
  const device = readCertificate(request.device_certificate, 'device_certificate');
  const redactedUser = readCertificate(request.redacted_user_certificate, 'user_certificate');
  const redactedDevice = readCertificate(request.redacted_device_certificate, 'device_certificate');
  if (user === null || device === null || redactedUser === null || redactedDevice === null) return unreadable;
  const authority = request.sequester_authority_certificate;
  const sequester = authority === null ? null : readCertificate(authority, 'sequester_authority_certificate');
  if (authority !== null && sequester === null) return unreadable;

  const check = <Content>(read: ReadCertificate<Content>) =>
    checkSignature(crypto, request.root_verify_key, read);
  const prepared: BootstrapCertificates = {
    user: await check(user),
    redactedUser: await check(redactedUser),
    device: await check(device),
    redactedDevice: await check(redactedDevice),
    sequester: sequester === null ? null : await check(sequester),
    deviceKeyUsable: isUsableVerifyKey(device.content.verify_key),
  };
  return { ok: true, prepared } as const;
}
