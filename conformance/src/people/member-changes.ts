import type { Instant } from '../wire/values.ts';
import type { Device, Person } from './cast.ts';
import { revokedUserContent, userUpdateContent } from './certificate-contents.ts';
import { type CertificateChange, type Message, makeCertificate } from './certificates.ts';
import type { AddedCertificates } from './history.ts';

/**
 * The parts of a profile change: the user, the profile, the author, the date, and the deviations
 * from an honest client.
 */
export interface ProfileChangeParts {
  /** The device that signs, and the author that the certificate names. */
  readonly author: Device;
  readonly person: Person;
  readonly profile: string;
  readonly at: Instant;
  readonly userUpdateCertificate?: CertificateChange;
  /** Fields that replace those of the honest command; `undefined` leaves one out. */
  readonly command?: Readonly<Record<string, unknown>>;
}

/** A `user_update` command ready to send, with the parts that it was made of. */
export interface ProfileChange extends ProfileChangeParts {
  readonly message: Message;
  readonly certificate: Uint8Array;
  readonly history: AddedCertificates;
}

/** Makes a `user_update` command (USER-22 to USER-25): honest except for the given changes. */
export function makeProfileChange(parts: ProfileChangeParts): ProfileChange {
  const { author, person, profile, at } = parts;
  const content = userUpdateContent(person, profile, at, author.id);
  const certificate = makeCertificate(content, author.key, parts.userUpdateCertificate);
  const message = { cmd: 'user_update', user_update_certificate: certificate, ...parts.command };
  return { ...parts, message, certificate, history: { full: [certificate], redacted: [certificate] } };
}

/**
 * The parts of a revocation: the user, the author, the date, and the deviations from an honest
 * client.
 */
export interface RevocationParts {
  /** The device that signs, and the author that the certificate names. */
  readonly author: Device;
  readonly person: Person;
  readonly at: Instant;
  readonly revokedUserCertificate?: CertificateChange;
  /** Fields that replace those of the honest command; `undefined` leaves one out. */
  readonly command?: Readonly<Record<string, unknown>>;
}

/** A `user_revoke` command ready to send, with the parts that it was made of. */
export interface Revocation extends RevocationParts {
  readonly message: Message;
  readonly certificate: Uint8Array;
  readonly history: AddedCertificates;
}

/** Makes a `user_revoke` command (USER-26 to USER-29): honest except for the given changes. */
export function makeRevocation(parts: RevocationParts): Revocation {
  const { author, person, at } = parts;
  const content = revokedUserContent(person, at, author.id);
  const certificate = makeCertificate(content, author.key, parts.revokedUserCertificate);
  const message = { cmd: 'user_revoke', revoked_user_certificate: certificate, ...parts.command };
  return { ...parts, message, certificate, history: { full: [certificate], redacted: [certificate] } };
}
