import type { Instant, Message } from '../wire/values.ts';
import type { AddedCertificates } from './added-certificates.ts';
import type { Device, Person } from './cast.ts';
import { revokedUserContent, userUpdateContent } from './certificate-contents.ts';
import { type CertificateChange, makeCertificate } from './certificates.ts';

/** What a `user_update` command is made of. The optional parts break it. */
export interface ProfileChangeParts {
  /** The device that signs the certificate, which names it as author. */
  readonly author: Device;
  readonly person: Person;
  readonly profile: string;
  readonly at: Instant;
  readonly userUpdateCertificate?: CertificateChange;
  /** Fields that replace those of the honest command. `undefined` leaves a field out. */
  readonly command?: Readonly<Record<string, unknown>>;
}

/** A `user_update` command, its certificate, and what they were made of. */
export interface ProfileChange extends ProfileChangeParts {
  readonly message: Message;
  readonly certificate: Uint8Array;
  readonly added: AddedCertificates;
}

/**
 * Makes a `user_update` command (USER-22 to USER-25). It is honest except for the optional parts.
 */
export function makeProfileChange(parts: ProfileChangeParts): ProfileChange {
  const { author, person, profile, at } = parts;
  const content = userUpdateContent(person, profile, at, author.id);
  const certificate = makeCertificate(content, author.key, parts.userUpdateCertificate);
  const message = { cmd: 'user_update', user_update_certificate: certificate, ...parts.command };
  return { ...parts, message, certificate, added: { full: [certificate], redacted: [certificate] } };
}

/** What a `user_revoke` command is made of. The optional parts break it. */
export interface RevocationParts {
  /** The device that signs the certificate, which names it as author. */
  readonly author: Device;
  readonly person: Person;
  readonly at: Instant;
  readonly revokedUserCertificate?: CertificateChange;
  /** Fields that replace those of the honest command. `undefined` leaves a field out. */
  readonly command?: Readonly<Record<string, unknown>>;
}

/** A `user_revoke` command, its certificate, and what they were made of. */
export interface Revocation extends RevocationParts {
  readonly message: Message;
  readonly certificate: Uint8Array;
  readonly added: AddedCertificates;
}

/**
 * Makes a `user_revoke` command (USER-26 to USER-29). It is honest except for the optional parts.
 */
export function makeRevocation(parts: RevocationParts): Revocation {
  const { author, person, at } = parts;
  const content = revokedUserContent(person, at, author.id);
  const certificate = makeCertificate(content, author.key, parts.revokedUserCertificate);
  const message = { cmd: 'user_revoke', revoked_user_certificate: certificate, ...parts.command };
  return { ...parts, message, certificate, added: { full: [certificate], redacted: [certificate] } };
}
