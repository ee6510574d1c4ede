import type { Crypto } from '../crypto/index.ts';
import type { CertificateOf } from '../generated/certificates.ts';
import type { CertificateType } from './certificate.ts';
import { loadCertificate } from './load-certificate.ts';
import { type Signed, splitSigned } from './signed.ts';

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
