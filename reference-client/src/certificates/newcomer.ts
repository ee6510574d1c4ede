import {
  type DeviceCertificate,
  redact,
  signCertificate,
  type UserCertificate,
} from '@parsec-spec/spec/certificates';
import type { DateTime, Uuid } from '@parsec-spec/spec/codec';
import type { Crypto } from '@parsec-spec/spec/crypto';

/** Who signs: a device with its id, or the root key (null). */
export interface CertificateAuthor {
  readonly id: Uuid | null;
  /** Ed25519 seed, 32 bytes. */
  readonly seed: Uint8Array;
}

/** A device that is to be known. */
export interface NewDevice {
  readonly userId: Uuid;
  readonly deviceId: Uuid;
  readonly deviceLabel: string;
  readonly verifyKey: Uint8Array;
}

/** A user who is to be known, with the first device. */
export interface NewUser extends NewDevice {
  readonly handle: readonly [email: string, name: string];
  readonly publicKey: Uint8Array;
  readonly profile: UserCertificate['profile'];
}

/** A certificate as it is sent, and its twin without the name, signed apart. */
export interface Twins {
  readonly full: Uint8Array;
  readonly redacted: Uint8Array;
}

/** The certificates of a device, purpose STANDARD. */
export function signedDevice(
  crypto: Crypto,
  author: CertificateAuthor,
  timestamp: DateTime,
  device: NewDevice,
): Promise<Twins> {
  return twins(crypto, author, {
    type: 'device_certificate',
    purpose: 'STANDARD',
    author: author.id,
    timestamp,
    user_id: device.userId,
    device_id: device.deviceId,
    device_label: device.deviceLabel,
    verify_key: device.verifyKey,
    algorithm: 'ED25519',
  });
}

/** The certificates of a user and of the first device, of one author and one time (USER-06). */
export async function signedUser(
  crypto: Crypto,
  author: CertificateAuthor,
  timestamp: DateTime,
  user: NewUser,
): Promise<{ user: Twins; device: Twins }> {
  const [email, name] = user.handle;
  const own: UserCertificate = {
    type: 'user_certificate',
    author: author.id,
    timestamp,
    user_id: user.userId,
    human_handle: [email, name],
    public_key: user.publicKey,
    algorithm: 'X25519_XSALSA20_POLY1305',
    profile: user.profile,
  };
  return {
    user: await twins(crypto, author, own),
    device: await signedDevice(crypto, author, timestamp, user),
  };
}

async function twins(
  crypto: Crypto,
  { seed }: CertificateAuthor,
  certificate: UserCertificate | DeviceCertificate,
): Promise<Twins> {
  return {
    full: await signCertificate(crypto, seed, certificate),
    redacted: await signCertificate(crypto, seed, redact(certificate)),
  };
}
