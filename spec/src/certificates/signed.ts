import type { Crypto, MaybePromise, SyncCrypto } from '../crypto/index.ts';
import type { Certificate } from './certificate.ts';
import { encodeCertificate } from './encode-certificate.ts';

const SIGNATURE = 64;

export interface Signed {
  readonly signature: Uint8Array;
  /** The bytes that the signature covers. */
  readonly message: Uint8Array;
}

/**
 * Splits a signed blob into its two parts.
 * @returns undefined when it is too short to hold a signature.
 */
export function splitSigned(bytes: Uint8Array): Signed | undefined {
  if (bytes.length < SIGNATURE) return undefined;
  return { signature: bytes.subarray(0, SIGNATURE), message: bytes.subarray(SIGNATURE) };
}

/** Signs content without changing it: `signature(64) ++ content` (CERT-01). */
export function signContent(crypto: SyncCrypto, seed: Uint8Array, content: Uint8Array): Uint8Array;
export function signContent(crypto: Crypto, seed: Uint8Array, content: Uint8Array): MaybePromise<Uint8Array>;
export function signContent(crypto: Crypto, seed: Uint8Array, content: Uint8Array): MaybePromise<Uint8Array> {
  const joined = (signature: Uint8Array): Uint8Array => {
    const signed = new Uint8Array(SIGNATURE + content.length);
    signed.set(signature);
    signed.set(content, SIGNATURE);
    return signed;
  };
  const signature = crypto.sign(seed, content);
  return signature instanceof Promise ? signature.then(joined) : joined(signature);
}

/**
 * A certificate as it is sent, signed with the author's 32-byte seed (the root key's at bootstrap).
 */
export function signCertificate(crypto: SyncCrypto, seed: Uint8Array, certificate: Certificate): Uint8Array;
export function signCertificate(
  crypto: Crypto,
  seed: Uint8Array,
  certificate: Certificate,
): MaybePromise<Uint8Array>;
export function signCertificate(
  crypto: Crypto,
  seed: Uint8Array,
  certificate: Certificate,
): MaybePromise<Uint8Array> {
  return signContent(crypto, seed, encodeCertificate(certificate));
}

/**
 * Whether the owner of this verify key signed these bytes. False also for a blob too short to hold
 * a signature.
 */
export function verifySigned(crypto: SyncCrypto, verifyKey: Uint8Array, bytes: Uint8Array): boolean;
export function verifySigned(crypto: Crypto, verifyKey: Uint8Array, bytes: Uint8Array): MaybePromise<boolean>;
export function verifySigned(
  crypto: Crypto,
  verifyKey: Uint8Array,
  bytes: Uint8Array,
): MaybePromise<boolean> {
  const signed = splitSigned(bytes);
  return signed !== undefined && crypto.verify(verifyKey, signed.message, signed.signature);
}
