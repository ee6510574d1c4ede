import type { DeviceCertificate, UserCertificate } from './certificate.ts';
import { certificateShapes } from './certificate-shapes.ts';
import { sameField } from './same-field.ts';

/** Do a full certificate and its redacted twin agree in every field but the name (spec/protocol/certificates.md)? */
export function sameButRedacted<C extends UserCertificate | DeviceCertificate>(
  full: C,
  redacted: C,
): boolean {
  return certificateShapes[full.type].keys
    .filter((key) => key !== 'human_handle' && key !== 'device_label')
    .every((key) => sameField(key as keyof C, full, redacted));
}
