import type { DeviceCertificate, UserCertificate } from './certificate.ts';

/** The same certificate without the name (CERT-12): to be signed apart, by the same key. */
export function redact(certificate: UserCertificate): UserCertificate;
export function redact(certificate: DeviceCertificate): DeviceCertificate;
export function redact(
  certificate: UserCertificate | DeviceCertificate,
): UserCertificate | DeviceCertificate {
  return certificate.type === 'user_certificate'
    ? { ...certificate, human_handle: null }
    : { ...certificate, device_label: null };
}

export const isRedacted = (certificate: UserCertificate | DeviceCertificate): boolean =>
  (certificate.type === 'user_certificate' ? certificate.human_handle : certificate.device_label) === null;
