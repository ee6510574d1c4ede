import {
  type DeviceCertificate,
  type JudgedCertificate,
  judgeCertificate,
  type ReadCertificate,
  readCertificate,
  type UserCertificate,
} from '../../../src/certificates/index.ts';
import type { UserCreateRequest } from '../../../src/commands/index.ts';
import { type Crypto, isUsableVerifyKey } from '../../../src/crypto/index.ts';
import type { Author } from '../../../src/guards/index.ts';

/** The certificates of a new user, their signatures judged under the key of the device that sends them. */
export interface UserCertificates {
  readonly user: JudgedCertificate<UserCertificate>;
  readonly redactedUser: JudgedCertificate<UserCertificate>;
  readonly device: JudgedCertificate<DeviceCertificate>;
  readonly redactedDevice: JudgedCertificate<DeviceCertificate>;
  /** Can anything ever verify under the key of the first device? */
  readonly deviceKeyUsable: boolean;
}

const unreadable = { ok: false, refusal: { status: 'invalid_certificate' } } as const;

/** Reads what a new user brings; what does not load in its slot leaves nothing to judge (USER-04). */
export async function prepare(request: UserCreateRequest, crypto: Crypto, author: Author) {
  const user = readCertificate(request.user_certificate, 'user_certificate');
  const device = readCertificate(request.device_certificate, 'device_certificate');
  const redactedUser = readCertificate(request.redacted_user_certificate, 'user_certificate');
  const redactedDevice = readCertificate(request.redacted_device_certificate, 'device_certificate');
  if (user === null || device === null || redactedUser === null || redactedDevice === null) return unreadable;
  const judge = <Content>(read: ReadCertificate<Content>) =>
    judgeCertificate(crypto, author.device.verify_key, read);
  const prepared: UserCertificates = {
    user: await judge(user),
    redactedUser: await judge(redactedUser),
    device: await judge(device),
    redactedDevice: await judge(redactedDevice),
    deviceKeyUsable: isUsableVerifyKey(device.content.verify_key),
  };
  return { ok: true, prepared } as const;
}
