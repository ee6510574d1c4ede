import type { Device, Person } from '../cast/index.ts';
import type { Instant } from '../wire/index.ts';
import { revokedUserContent } from './contents.ts';
import type { History } from './history.ts';
import { type CertificateChange, makeCertificate } from './make-certificate.ts';
import type { Message } from './message.ts';

/**
 * Who is revoked by which device, when, and what is otherwise than an honest client would have it.
 */
export interface RevocationParts {
  /** The device that signs, and that the certificate names as author. */
  readonly author: Device;
  readonly person: Person;
  readonly at: Instant;
  readonly revokedUserCertificate?: CertificateChange;
  /** Fields of the command itself put over the honest ones; `undefined` leaves one out. */
  readonly command?: Readonly<Record<string, unknown>>;
}

/** A `user_revoke` command ready to send, and what it was made of. */
export interface Revocation extends RevocationParts {
  readonly message: Message;
  readonly certificate: Uint8Array;
  readonly history: History;
}

/** Makes a `user_revoke` command (USER-26 to USER-29): honest but for the changes asked for. */
export function makeRevocation(parts: RevocationParts): Revocation {
  const { author, person, at } = parts;
  const content = revokedUserContent(person, at, author.id);
  const certificate = makeCertificate(content, author.key, parts.revokedUserCertificate);
  const message = { cmd: 'user_revoke', revoked_user_certificate: certificate, ...parts.command };
  return { ...parts, message, certificate, history: { full: [certificate], redacted: [certificate] } };
}
