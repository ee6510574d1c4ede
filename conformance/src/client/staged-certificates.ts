import type { Device, Person } from '../people/cast.ts';
import {
  deviceContent,
  revokedUserContent,
  sequesterAuthorityContent,
  userContent,
  userUpdateContent,
} from '../people/certificate-contents.ts';
import { type CertificateChange, makeCertificate } from '../people/certificates.ts';
import type { SigningKey } from '../people/keys.ts';
import type { Id, Instant } from '../wire/values.ts';

/** A signer: a device, or the root key (no id). */
export interface Signer {
  readonly id: Id | null;
  readonly key: SigningKey;
}

/** A certificate and its date, by which a server hands it out. */
export interface Dated {
  readonly at: Instant;
  readonly bytes: Uint8Array;
}

/** Optional changes: the profile of a new user, and the change to the certificate. */
export interface SignedOptions {
  readonly profile?: string;
  readonly change?: CertificateChange;
}

/** A user certificate. */
export const signedUser = (
  author: Signer,
  person: Person,
  at: Instant,
  { profile = 'STANDARD', change }: SignedOptions = {},
): Dated => ({ at, bytes: makeCertificate(userContent(person, at, profile, author.id), author.key, change) });

/** A device certificate: the person's first device unless another is named. */
export const signedDevice = (
  author: Signer,
  person: Person,
  at: Instant,
  { device = person.device, change }: { readonly device?: Device; readonly change?: CertificateChange } = {},
): Dated => ({
  at,
  bytes: makeCertificate(deviceContent(person, device, at, author.id), author.key, change),
});

/** A new user with the first device, of one date. */
export const enrolment = (
  author: Signer,
  person: Person,
  at: Instant,
  options: SignedOptions = {},
): readonly Dated[] => [signedUser(author, person, at, options), signedDevice(author, person, at)];

/** A revocation. */
export const revocation = (
  author: Signer,
  person: Person,
  at: Instant,
  change?: CertificateChange,
): Dated => ({ at, bytes: makeCertificate(revokedUserContent(person, at, author.id), author.key, change) });

/** A change of profile. */
export const profileChange = (
  author: Signer,
  person: Person,
  at: Instant,
  profile: string,
  change?: CertificateChange,
): Dated => ({
  at,
  bytes: makeCertificate(userUpdateContent(person, profile, at, author.id), author.key, change),
});

/** The certificate of a sequester authority. */
export const authority = (
  author: Signer,
  verifyKeyDer: Uint8Array,
  at: Instant,
  change?: CertificateChange,
): Dated => ({ at, bytes: makeCertificate(sequesterAuthorityContent(verifyKeyDer, at), author.key, change) });
