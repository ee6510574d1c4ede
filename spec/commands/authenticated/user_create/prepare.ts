import {
  type CheckedCertificate,
  checkSignature,
  type DeviceCertificate,
  type ReadCertificate,
  readCertificate,
  type UserCertificate,
} from '../../../src/certificates/index.ts';
import type { UserCreateRequest } from '../../../src/commands/index.ts';
import { type Crypto, isUsableVerifyKey } from '../../../src/crypto/index.ts';
import type { Author } from '../../../src/guards/index.ts';

/**
 * The certificates of a new user, with their signatures verified under the key of the sending
 * device.
 */
export interface UserCertificates {
  readonly user: CheckedCertificate<UserCertificate>;
  readonly redactedUser: CheckedCertificate<UserCertificate>;
  readonly device: CheckedCertificate<DeviceCertificate>;
  readonly redactedDevice: CheckedCertificate<DeviceCertificate>;
  /** Whether any signature can verify under the key of the first device. */
  readonly deviceKeyUsable: boolean;
}

const unreadable = { ok: false, refusal: { status: 'invalid_certificate' } } as const;

/**
 * Loads the certificates of a new user. A certificate that does not load in its field is refused
 * here, before the guards (USER-04).
 */
export async function prepare(request: UserCreateRequest, crypto: Crypto, author: Author) {
  const user = readCertificate(request.user_certificate, 'user_certificate');
  const device = readCertificate(request.device_certificate, 'device_certificate');
  const redactedUser = readCertificate(request.redacted_user_certificate, 'user_certificate');
  const redactedDevice = readCertificate(request.redacted_device_certificate, 'device_certificate');
  if (user === null || device === null || redactedUser === null || redactedDevice === null) return unreadable;
  const check = <Content>(read: ReadCertificate<Content>) =>
    checkSignature(crypto, author.device.verify_key, read);
  const prepared: UserCertificates = {
    user: await check(user),
    redactedUser: await check(redactedUser),
    device: await check(device),
    redactedDevice: await check(redactedDevice),
    deviceKeyUsable: isUsableVerifyKey(device.content.verify_key),
  };
  return { ok: true, prepared } as const;
}
