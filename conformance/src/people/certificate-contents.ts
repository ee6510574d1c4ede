import type { Id, Instant } from '../wire/values.ts';
import type { Device, Person } from './cast.ts';
import type { CertificateContent } from './certificates.ts';

/** Content of a user certificate (CERT-03). `author` is null if the root key signs. */
export const userContent = (
  person: Person,
  timestamp: Instant,
  profile: string,
  author: Id | null,
): CertificateContent => ({
  type: 'user_certificate',
  author,
  timestamp,
  user_id: person.userId,
  human_handle: [person.email, person.label],
  public_key: person.privateKey.publicKey,
  algorithm: 'X25519_XSALSA20_POLY1305',
  profile,
});

/** Content of a device certificate (CERT-04). `author` is null if the root key signs. */
export const deviceContent = (
  person: Person,
  device: Pick<Device, 'id' | 'label'> & { readonly key: Pick<Device['key'], 'verifyKey'> },
  timestamp: Instant,
  author: Id | null,
): CertificateContent => ({
  type: 'device_certificate',
  purpose: 'STANDARD',
  author,
  timestamp,
  user_id: person.userId,
  device_id: device.id,
  device_label: device.label,
  verify_key: device.key.verifyKey,
  algorithm: 'ED25519',
});

/**
 * The redacted content, which OUTSIDERs receive: the human handle or the device label is null
 * (CERT-12).
 */
export const redacted = (content: CertificateContent): CertificateContent => ({
  ...content,
  [content.type === 'user_certificate' ? 'human_handle' : 'device_label']: null,
});

/** Content of a sequester authority certificate, which the root key signs (CERT-06). */
export const sequesterAuthorityContent = (
  verifyKeyDer: Uint8Array,
  timestamp: Instant,
): CertificateContent => ({
  type: 'sequester_authority_certificate',
  timestamp,
  verify_key_der: verifyKeyDer,
});

/** Content of a revoked-user certificate (CERT-05). */
export const revokedUserContent = (
  user: Person,
  timestamp: Instant,
  author: Id | null,
): CertificateContent => ({
  type: 'revoked_user_certificate',
  author,
  timestamp,
  user_id: user.userId,
});

/** Content of a user-update certificate: a change of profile (CERT-05). */
export const userUpdateContent = (
  user: Person,
  newProfile: string,
  timestamp: Instant,
  author: Id | null,
): CertificateContent => ({
  type: 'user_update_certificate',
  author,
  timestamp,
  user_id: user.userId,
  new_profile: newProfile,
});
