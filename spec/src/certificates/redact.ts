import { certificateShapes } from '../generated/certificates.ts';
import { type RedactableCertificate, redactedFields } from './certificate.ts';
import { sameField } from './same-field.ts';

/** The redacted form of a certificate (CERT-12). The same key signs it separately. */
export const redact = <C extends RedactableCertificate>(certificate: C): C => ({
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
