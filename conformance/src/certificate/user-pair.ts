import type { Person } from '../cast/index.ts';
import type { Instant } from '../wire/index.ts';
import { userContent } from './contents.ts';
import { type CertificateChange, type CertificateContent, makeCertificate } from './make-certificate.ts';
import type { Signer } from './signer.ts';

/**
 * A user certificate and its redacted version: the user, and the deviations from an honest client.
 */
export interface UserPairParts {
  readonly person: Person;
  readonly at: Instant;
  /** Fields changed alike in both certificates. */
  readonly user?: CertificateContent;
  readonly userCertificate?: CertificateChange;
  readonly redactedUserCertificate?: CertificateChange;
}

/** Makes both, signed by the same key. */
export function makeUserPair(parts: UserPairParts, { key, author }: Signer, profile: string) {
  const user = { ...userContent(parts.person, parts.at, profile, author), ...parts.user };
  return {
    user: makeCertificate(user, key, parts.userCertificate),
    redactedUser: makeCertificate({ ...user, human_handle: null }, key, parts.redactedUserCertificate),
  };
}
