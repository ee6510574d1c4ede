import type { Device, Person } from '../cast/index.ts';
import type { Instant } from '../wire/index.ts';
import { userUpdateContent } from './contents.ts';
import type { History } from './history.ts';
import { type CertificateChange, makeCertificate } from './make-certificate.ts';
import type { Message } from './message.ts';

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
  readonly history: History;
}

/** Makes a `user_update` command (USER-22 to USER-25): honest except for the given changes. */
export function makeProfileChange(parts: ProfileChangeParts): ProfileChange {
  const { author, person, profile, at } = parts;
  const content = userUpdateContent(person, profile, at, author.id);
  const certificate = makeCertificate(content, author.key, parts.userUpdateCertificate);
  const message = { cmd: 'user_update', user_update_certificate: certificate, ...parts.command };
  return { ...parts, message, certificate, history: { full: [certificate], redacted: [certificate] } };
}
