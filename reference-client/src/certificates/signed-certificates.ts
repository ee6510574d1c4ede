import {
  type DeviceCertificate,
  signCertificate,
  type UserCertificate,
} from '@parsec-spec/spec/certificates';
import { type ClientRules, clientRules, type NewDevice, type NewUser } from '@parsec-spec/spec/client-rules';
import type { DateTime, Uuid } from '@parsec-spec/spec/codec';
import type { Crypto } from '@parsec-spec/spec/crypto';

/** The author of new certificates. */
export interface CertificateAuthor {
  /** Id of the device; null for the root key. */
  readonly id: Uuid | null;
  /** Ed25519 seed, 32 bytes. */
  readonly seed: Uint8Array;
}

/**
 * A certificate in its full and its redacted form. The redacted form hides names and has its own
 * signature.
 */
export interface CertificatePair {
  readonly full: Uint8Array;
  readonly redacted: Uint8Array;
}

/**
 * Signs the certificates of a device with the purpose STANDARD.
 *
 * @param rules the rules of this client; default: all
 */
export async function signedDevice(
  crypto: Crypto,
  { id, seed }: CertificateAuthor,
  timestamp: DateTime,
  device: NewDevice,
  rules: ClientRules = clientRules,
): Promise<CertificatePair> {
  const written = rules['client-certificates/creation-is-coherent']({ author: id, timestamp }, device);
  return signedPair(crypto, seed, written.device, rules);
}

/**
 * Signs the certificates of a user and of the first device, with one author and one timestamp
 * (USER-06).
 *
 * @param rules the rules of this client; default: all
 */
export async function signedUser(
  crypto: Crypto,
  { id, seed }: CertificateAuthor,
  timestamp: DateTime,
  newUser: NewUser,
  rules: ClientRules = clientRules,
): Promise<{ user: CertificatePair; device: CertificatePair }> {
  const written = rules['client-certificates/creation-is-coherent']({ author: id, timestamp }, newUser);
  if (written.user === undefined) throw new TypeError('a new user needs a user certificate');
  return {
    user: await signedPair(crypto, seed, written.user, rules),
    device: await signedPair(crypto, seed, written.device, rules),
  };
}

async function signedPair(
  crypto: Crypto,
  seed: Uint8Array,
  certificate: UserCertificate | DeviceCertificate,
  rules: ClientRules,
): Promise<CertificatePair> {
  const redacted = rules['client-certificates/redacted-hides-names']?.(certificate) ?? certificate;
  return {
    full: await signCertificate(crypto, seed, certificate),
    redacted: await signCertificate(crypto, seed, redacted),
  };
}
