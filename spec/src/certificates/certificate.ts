import type { TypesByName } from '../generated/types.ts';

type Filled<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: Exclude<T[P], undefined> };

/** A user of an organization (CERT-03). `human_handle` null = redacted; `author` null = signed by the root key. */
export type UserCertificate = Filled<TypesByName['UserCertificate'], 'author'>;

/** A device of a user (CERT-04). `device_label` null = redacted; `author` null = signed by the root key. */
export type DeviceCertificate = Filled<TypesByName['DeviceCertificate'], 'author'> & {
  purpose: NonNullable<TypesByName['DeviceCertificate']['purpose']>;
};

/** A user is no longer one (CERT-05). */
export type RevokedUserCertificate = TypesByName['RevokedUserCertificate'];

/** A user has another profile (CERT-05). */
export type UserUpdateCertificate = TypesByName['UserUpdateCertificate'];

/** The authority of a sequestered organization (CERT-06); has no author, the root key signs. */
export type SequesterAuthorityCertificate = TypesByName['SequesterAuthorityCertificate'];

export interface CertificateOf {
  readonly user_certificate: UserCertificate;
  readonly device_certificate: DeviceCertificate;
  readonly revoked_user_certificate: RevokedUserCertificate;
  readonly user_update_certificate: UserUpdateCertificate;
  readonly sequester_authority_certificate: SequesterAuthorityCertificate;
}

export type CertificateType = keyof CertificateOf;
export type Certificate = CertificateOf[CertificateType];
