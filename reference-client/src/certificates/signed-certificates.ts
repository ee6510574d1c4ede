import {
  type DeviceCertificate,
  redact,
  signCertificate,
  type UserCertificate,
} from '@parsec-spec/spec/certificates';
import type { DateTime, Uuid } from '@parsec-spec/spec/codec';
import type { Crypto } from '@parsec-spec/spec/crypto';

/** The author of new certificates. */
export interface CertificateAuthor {
  /** Id of the device; null for the root key. */
  readonly id: Uuid | null;
  /** Ed25519 seed, 32 bytes. */
  readonly seed: Uint8Array;
}

/** A device whose certificates are signed. */
export interface NewDevice {
  readonly userId: Uuid;
  readonly deviceId: Uuid;
  readonly deviceLabel: string;
  readonly verifyKey: Uint8Array;
}

/** A user whose certificates are signed, together with the first device. */
export interface NewUser extends NewDevice {
  readonly handle: readonly [email: string, name: string];
  readonly publicKey: Uint8Array;
  readonly profile: UserCertificate['profile'];
}

/**
 * A certificate in its full and its redacted form. The redacted form hides names and has its own
 * signature.
 */
export interface CertificatePair {
  readonly full: Uint8Array;
  readonly redacted: Uint8Array;
}

/** Signs the certificates of a device with the purpose STANDARD. */
export function signedDevice(
  crypto: Crypto,
  author: CertificateAuthor,
  timestamp: DateTime,
  device: NewDevice,
): Promise<CertificatePair> {
  return signedPair(crypto, author, {
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

/**
 * Signs the certificates of a user and of the first device, with one author and one timestamp
 * (USER-06).
 */
export async function signedUser(
  crypto: Crypto,
  author: CertificateAuthor,
  timestamp: DateTime,
  user: NewUser,
): Promise<{ user: CertificatePair; device: CertificatePair }> {
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
    user: await signedPair(crypto, author, own),
    device: await signedDevice(crypto, author, timestamp, user),
  };
}

async function signedPair(
  crypto: Crypto,
  { seed }: CertificateAuthor,
  certificate: UserCertificate | DeviceCertificate,
): Promise<CertificatePair> {
  return {
    full: await signCertificate(crypto, seed, certificate),
    redacted: await signCertificate(crypto, seed, redact(certificate)),
  };
}
