import type { Device } from '../../people/cast.ts';
import type { CertificateChange } from '../../people/certificates.ts';
import type { SigningKey } from '../../people/keys.ts';

/** Signers other than the device that sends the command. */
export interface Signers {
  /** A device of another ADMIN. */
  readonly admin: Device;
  /** Another device of the author's user. */
  readonly second: Device;
  readonly root: SigningKey;
  /** A key that the organization does not know. */
  readonly stranger: SigningKey;
}

/**
 * Certificates that are not signed by the device that sends them, or do not name it as author
 * (USER-05, DEV-04, USER-23, USER-27).
 */
export const wrongAuthors = (signers: Signers): Readonly<Record<string, CertificateChange>> => {
  const { admin, second, root, stranger } = signers;
  return {
    'signed by a stranger': { signedBy: stranger },
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
  };
};

function flipped(signed: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(signed);
  copy[3] = (copy[3] ?? 0) ^ 1;
  return copy;
}
