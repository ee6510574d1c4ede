import type { Encodable } from '../codec/index.ts';
import type { Crypto, MaybePromise, SyncCrypto } from '../crypto/index.ts';
import { type CertificateOf, certificateShapes } from '../generated/certificates.ts';
import type { Certificate, CertificateType } from './certificate.ts';
import { writeDocument } from './document.ts';
import { loadCertificate } from './load-certificate.ts';

/**
 * Encodes the content that is signed: the certificate in its envelope, with its keys in Parsec's
 * order whatever their order in the argument (CERT-01).
 */
export function encodeCertificate(certificate: Certificate): Uint8Array {
  const fields: Readonly<Record<string, Encodable>> = { ...certificate };
  const ordered = certificateShapes[certificate.type].keys.map((key) => [key, fields[key]] as const);
  return writeDocument(Object.fromEntries(ordered));
}

const SIGNATURE = 64;

/** A signed blob in its two parts: the signature (64 bytes) and the signed content (CERT-01). */
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

/** A certificate that loads, whose signature is not verified yet. */
export interface ReadCertificate<Content> extends Signed {
  readonly content: Content;
}

/** A certificate that loads, and whether its signature verifies under the given key. */
export interface CheckedCertificate<Content> {
  readonly content: Content;
  readonly signed: boolean;
}

/**
 * Loads a signed certificate of the type that its field requires.
 * @returns null when it does not load.
 */
export function readCertificate<T extends CertificateType>(
  bytes: Uint8Array,
  type: T,
): ReadCertificate<CertificateOf[T]> | null {
  const split = splitSigned(bytes);
  if (split === undefined) return null;
  const loaded = loadCertificate(split.message, type);
  return loaded.ok ? { content: loaded.certificate, ...split } : null;
}

/** Verifies the signature of a certificate under a key, once. Guards read the result. */
export async function checkSignature<Content>(
  crypto: Crypto,
  verifyKey: Uint8Array,
  { content, message, signature }: ReadCertificate<Content>,
): Promise<CheckedCertificate<Content>> {
  return { content, signed: await crypto.verify(verifyKey, message, signature) };
}
