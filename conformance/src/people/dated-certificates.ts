import type { Instant } from '../wire/values.ts';
import type { Device, Person } from './cast.ts';
import {
  deviceContent,
  revokedUserContent,
  sequesterAuthorityContent,
  userContent,
  userUpdateContent,
} from './certificate-contents.ts';
import { type CertificateChange, makeCertificate, type Signer } from './certificates.ts';

/** A certificate and its timestamp. A server serves the certificates after a given time. */
export interface DatedCertificate {
  readonly at: Instant;
  readonly bytes: Uint8Array;
}

/** Options of a user certificate. */
export interface CertificateOptions {
  /** Default: STANDARD. */
  readonly profile?: string;
  /** A deviation from the correct certificate. */
  readonly change?: CertificateChange;
}

/** A user certificate. */
export const signedUser = (
  author: Signer,
  person: Person,
  at: Instant,
  { profile = 'STANDARD', change }: CertificateOptions = {},
): DatedCertificate => ({
  at,
  bytes: makeCertificate(userContent(person, at, profile, author.id), author.key, change),
});

/** A device certificate, of the person's first device or of another `device`. */
export const signedDevice = (
  author: Signer,
  person: Person,
  at: Instant,
  { device = person.device, change }: { readonly device?: Device; readonly change?: CertificateChange } = {},
): DatedCertificate => ({
  at,
  bytes: makeCertificate(deviceContent(person, device, at, author.id), author.key, change),
});

/** The user certificate and the device certificate of a new user, with the same timestamp. */
export const enrolment = (
  author: Signer,
  person: Person,
  at: Instant,
  options: CertificateOptions = {},
): readonly DatedCertificate[] => [signedUser(author, person, at, options), signedDevice(author, person, at)];

/** A revoked user certificate. */
export const revocation = (
  author: Signer,
  person: Person,
  at: Instant,
  change?: CertificateChange,
): DatedCertificate => ({
  at,
  bytes: makeCertificate(revokedUserContent(person, at, author.id), author.key, change),
});

/** A user update certificate. */
export const profileChange = (
  author: Signer,
  person: Person,
  at: Instant,
  profile: string,
  change?: CertificateChange,
): DatedCertificate => ({
  at,
  bytes: makeCertificate(userUpdateContent(person, profile, at, author.id), author.key, change),
});

/** A sequester authority certificate. */
export const authority = (
  author: Signer,
  verifyKeyDer: Uint8Array,
  at: Instant,
  change?: CertificateChange,
): DatedCertificate => ({
  at,
  bytes: makeCertificate(sequesterAuthorityContent(verifyKeyDer, at), author.key, change),
});
