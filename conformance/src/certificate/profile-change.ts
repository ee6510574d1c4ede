import type { Device, Person } from '../cast/index.ts';
import type { Instant } from '../wire/index.ts';
import { userUpdateContent } from './contents.ts';
import type { History } from './history.ts';
import { type CertificateChange, makeCertificate } from './make-certificate.ts';
import type { Message } from './message.ts';

/**
 * Who gets which profile by which device, when, and what is otherwise than an honest client would
 * have it.
 */
export interface ProfileChangeParts {
  /** The device that signs, and that the certificate names as author. */
  readonly author: Device;
  readonly person: Person;
  readonly profile: string;
  readonly at: Instant;
  readonly userUpdateCertificate?: CertificateChange;
  /** Fields of the command itself put over the honest ones; `undefined` leaves one out. */
  readonly command?: Readonly<Record<string, unknown>>;
}

/** A `user_update` command ready to send, and what it was made of. */
export interface ProfileChange extends ProfileChangeParts {
  readonly message: Message;
  readonly certificate: Uint8Array;
  readonly history: History;
}

/** Makes a `user_update` command (USER-22 to USER-25): honest but for the changes asked for. */
export function makeProfileChange(parts: ProfileChangeParts): ProfileChange {
  const { author, person, profile, at } = parts;
  const content = userUpdateContent(person, profile, at, author.id);
  const certificate = makeCertificate(content, author.key, parts.userUpdateCertificate);
  const message = { cmd: 'user_update', user_update_certificate: certificate, ...parts.command };
  return { ...parts, message, certificate, history: { full: [certificate], redacted: [certificate] } };
}
