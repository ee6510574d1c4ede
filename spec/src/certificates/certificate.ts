import { type Encodable, encode } from '../codec/index.ts';
import { type CertificateOf, certificateShapes } from '../generated/certificates.ts';

/** The wire name of a type of certificate. */
export type CertificateType = keyof CertificateOf;
/** A loaded certificate of any type. */
export type Certificate = CertificateOf[CertificateType];

/** Types of certificates that have a redacted form. */
type RedactableType = {
  [Type in CertificateType]: (typeof certificateShapes)[Type]['redacts'] extends readonly [] ? never : Type;
}[CertificateType];

/** A certificate that has a redacted form (CERT-12). */
export type RedactableCertificate = CertificateOf[RedactableType];

/** Whether a value is the wire name of a type of certificate. */
export const isCertificateType = (type: unknown): type is CertificateType =>
  typeof type === 'string' && Object.hasOwn(certificateShapes, type);

/** The fields that are nil in the redacted form of a certificate (CERT-12). */
const redactedFields = (type: CertificateType): readonly string[] => certificateShapes[type].redacts;

/** Whether a redacted certificate agrees with the full one in this field. */
export function sameField<C extends RedactableCertificate>(field: keyof C, full: C, redacted: C): boolean {
  const fullValue = encode(full[field] as Encodable);
  const right = encode(redacted[field] as Encodable);
  return fullValue.length === right.length && fullValue.every((byte, index) => byte === right[index]);
}

/**
 * The redacted form of a certificate (CERT-12). The same key signs it separately. A type without a
 * redacted form is returned as it is.
 */
export const redact = <C extends Certificate>(certificate: C): C => ({
  ...certificate,
  ...Object.fromEntries(redactedFields(certificate.type).map((field) => [field, null])),
});

/** Whether every field is nil that the redacted form hides. */
export const isRedacted = (certificate: RedactableCertificate): boolean =>
  redactedFields(certificate.type).every((field) => certificate[field as keyof typeof certificate] === null);

/**
 * Whether a full certificate and its redacted version agree in every field that the redacted form
 * does not hide (spec/protocol/certificates.md).
 */
export function sameButRedacted<C extends RedactableCertificate>(full: C, redacted: C): boolean {
  const hidden = redactedFields(full.type);
  return certificateShapes[full.type].keys
    .filter((key) => !hidden.includes(key))
    .every((key) => sameField(key as string as keyof C, full, redacted));
}
