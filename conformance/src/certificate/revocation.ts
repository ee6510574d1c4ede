import type { Device, Person } from '../cast/index.ts';
import type { Instant } from '../wire/index.ts';
import { revokedUserContent } from './contents.ts';
import type { History } from './history.ts';
import { type CertificateChange, makeCertificate } from './make-certificate.ts';
import type { Message } from './message.ts';

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
  readonly history: History;
}

/** Makes a `user_revoke` command (USER-26 to USER-29): honest except for the given changes. */
export function makeRevocation(parts: RevocationParts): Revocation {
  const { author, person, at } = parts;
  const content = revokedUserContent(person, at, author.id);
  const certificate = makeCertificate(content, author.key, parts.revokedUserCertificate);
  const message = { cmd: 'user_revoke', revoked_user_certificate: certificate, ...parts.command };
  return { ...parts, message, certificate, history: { full: [certificate], redacted: [certificate] } };
}
