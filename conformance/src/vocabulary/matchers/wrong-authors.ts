import type { Judge } from '../../judge/judge.ts';
import type { CertificateChange } from '../../people/certificates.ts';
import type { SharedOrganization } from '../organizations/shared-organization.ts';

/**
 * Certificates that are not signed by the device of alice that sends them, or do not name it as
 * author (USER-05, DEV-04, USER-23, USER-27).
 */
export const wrongAuthors = (
  judge: Judge,
  { bootstrap: { root }, adam: { device: admin }, phone: { device: second } }: SharedOrganization,
): Readonly<Record<string, CertificateChange>> => ({
  'signed by a stranger': { signedBy: judge.cast.signingKey('stranger') },
  'signed by another device of the author': { signedBy: second.key },
  'one bit of the signature flipped': { signed: flipped },
  'another ADMIN named as author': { fields: { author: admin.id } },
  'no author named': { fields: { author: null } },
  'another ADMIN named, and signed by that device': { fields: { author: admin.id }, signedBy: admin.key },
  'another device of the author named, and signed by it': {
    fields: { author: second.id },
    signedBy: second.key,
  },
  'no author named, and signed by the root key': { fields: { author: null }, signedBy: root },
});

function flipped(signed: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(signed);
  copy[3] = (copy[3] ?? 0) ^ 1;
  return copy;
}
