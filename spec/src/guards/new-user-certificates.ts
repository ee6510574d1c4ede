import {
  type CheckedCertificate,
  checkSignature,
  type DeviceCertificate,
  type ReadCertificate,
  readCertificate,
  type UserCertificate,
} from '../certificates/index.ts';
import type { UserCreateRequest } from '../commands/index.ts';
import { type Crypto, isUsableVerifyKey } from '../crypto/index.ts';
import type { RequirementId } from '../requirements/index.ts';

/** The certificates of a new user and of its first device, with their signatures verified. */
export interface NewUserCertificates {
  readonly user: CheckedCertificate<UserCertificate>;
  readonly redactedUser: CheckedCertificate<UserCertificate>;
  readonly device: CheckedCertificate<DeviceCertificate>;
  readonly redactedDevice: CheckedCertificate<DeviceCertificate>;
  /** Whether any signature can verify under the key of the device. */
  readonly deviceKeyUsable: boolean;
}

/**
 * The result of `prepare` for a certificate that does not load in its field, with the requirement
 * that refuses it.
 */
export const unreadableCertificate = (requirement: RequirementId) =>
  ({ ok: false, requirement, refusal: { status: 'invalid_certificate' } }) as const;

/**
 * Loads the certificates of a new user, and verifies their signatures under a key. A certificate
 * that does not load in its field is refused by a requirement of the command.
 */
export async function readNewUserCertificates(
  request: Omit<UserCreateRequest, 'cmd'>,
  crypto: Crypto,
  verifyKey: Uint8Array,
  command: 'organization_bootstrap' | 'user_create',
) {
  const user = readCertificate(request.user_certificate, 'user_certificate');
  const device = readCertificate(request.device_certificate, 'device_certificate');
  const redactedUser = readCertificate(request.redacted_user_certificate, 'user_certificate');
  const redactedDevice = readCertificate(request.redacted_device_certificate, 'device_certificate');
  if (user === null) return unreadableCertificate(`${command}/user-certificate-decodes`);
  if (device === null) return unreadableCertificate(`${command}/device-certificate-decodes`);
  if (redactedUser === null) return unreadableCertificate(`${command}/redacted-user-certificate-decodes`);
  if (redactedDevice === null) return unreadableCertificate(`${command}/redacted-device-certificate-decodes`);
  const check = <Content>(read: ReadCertificate<Content>) => checkSignature(crypto, verifyKey, read);
  const prepared: NewUserCertificates = {
    user: await check(user),
    redactedUser: await check(redactedUser),
    device: await check(device),
    redactedDevice: await check(redactedDevice),
    deviceKeyUsable: isUsableVerifyKey(device.content.verify_key),
  };
  return { ok: true, prepared } as const;
}
