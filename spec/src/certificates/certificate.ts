import { type CertificateOf, certificateShapes } from '../generated/certificates.ts';

export type CertificateType = keyof CertificateOf;
export type Certificate = CertificateOf[CertificateType];

/** Types of certificates that have a redacted form. */
type RedactableType = {
  [Type in CertificateType]: (typeof certificateShapes)[Type]['redacts'] extends readonly [] ? never : Type;
}[CertificateType];

/** A certificate that has a redacted form (CERT-12). */
export type RedactableCertificate = CertificateOf[RedactableType];

export const isCertificateType = (type: unknown): type is CertificateType =>
  typeof type === 'string' && Object.hasOwn(certificateShapes, type);

/** The fields that are nil in the redacted form of a certificate (CERT-12). */
export const redactedFields = (type: RedactableType): readonly string[] => certificateShapes[type].redacts;
