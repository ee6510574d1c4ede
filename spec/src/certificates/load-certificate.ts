import { type DecodedObject, isTextMap } from '../codec/index.ts';
import { isRsaPublicKey } from '../crypto/index.ts';
import { type CertificateOf, certificateShapes } from '../generated/certificates.ts';
import { explain } from '../schemas/validate.ts';
import { type Certificate, type CertificateType, isCertificateType } from './certificate.ts';
import { type DocumentProblem, normalizeLabels, readDocument } from './document.ts';

/**
 * `type`: another type of document, or an unknown one. `content`: a key is missing, given twice or
 * wrong; `detail` names the key, never its value.
 */
export type CertificateProblem = DocumentProblem | 'type' | 'content';

/** A loaded certificate, or why the content is not one. */
export type LoadedCertificate<C extends Certificate> =
  | { readonly ok: true; readonly certificate: C }
  | { readonly ok: false; readonly reason: CertificateProblem; readonly detail?: string };

/**
 * Loads signed content as a certificate of the given type, or of any type when none is given. It
 * does not verify the signature. It is lenient, so that guards can judge the content: an absent
 * `author` is nil (CERT-03), an absent `purpose` is STANDARD (CERT-04), and any 32 bytes are a key.
 * Unknown keys are dropped and labels normalized.
 * @returns the certificate, or a problem with a `detail` that names the wrong key and never its
 * value.
 */
export function loadCertificate<T extends CertificateType>(
  content: Uint8Array,
  type: T,
): LoadedCertificate<CertificateOf[T]>;
export function loadCertificate(content: Uint8Array): LoadedCertificate<Certificate>;
export function loadCertificate(content: Uint8Array, type?: CertificateType): LoadedCertificate<Certificate> {
  const read = readDocument(content);
  if (!read.ok) return read;
  const { document } = read;
  if (!isTextMap(document)) return { ok: false, reason: 'content', detail: 'must be a map of text keys' };
  const documentType = document.type;
  if (!isCertificateType(documentType) || (type !== undefined && documentType !== type)) {
    return { ok: false, reason: 'type', detail: `/type must be ${type ?? 'a known certificate type'}` };
  }
  const { schema, keys, absent } = certificateShapes[documentType];
  const values: { readonly [key: string]: unknown } = absent;
  const detail = explain(schema, document) ?? authorityProblem(document);
  if (detail !== undefined) return { ok: false, reason: 'content', detail };
  const entries = keys.map((key) => [key, normalizeLabels(key, document[key] ?? values[key] ?? null)]);
  return { ok: true, certificate: Object.fromEntries(entries) as Certificate };
}

// Checks a rule that a schema cannot express: the bytes must be a key of the right kind.
function authorityProblem(document: DecodedObject): string | undefined {
  const der = document.type === 'sequester_authority_certificate' ? document.verify_key_der : undefined;
  if (!(der instanceof Uint8Array) || isRsaPublicKey(der)) return undefined;
  return '/verify_key_der must be an RSA public key in SPKI DER';
}
