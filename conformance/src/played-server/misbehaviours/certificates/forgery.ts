import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Cast, Device, Person } from '../../../people/cast.ts';
import type { CertificateChange, Signer } from '../../../people/certificates.ts';
import {
  type DatedCertificate,
  enrolment,
  signedDevice,
  signedUser,
} from '../../../people/dated-certificates.ts';
import type { Instant } from '../../../wire/values.ts';

/** The people of a forged history. The judge, or the server, has the keys of all of them. */
export interface ForgeryMembers {
  /** The root key. It signs the certificates of the bootstrap. */
  readonly root: Signer;
  /** The founder, an ADMIN. */
  readonly alicePerson: Person;
  /** Her first device. */
  readonly aliceSigner: Signer;
  /** Alice's second device, which no certificate names yet. */
  readonly alicePhone: Device;
  readonly bob: Person;
  /** Bob's second device, which no certificate names yet. */
  readonly bobPhone: Device;
  /** Not enrolled. */
  readonly carol: Person;
  readonly dave: Person;
  /** A device of no organization, and the root key of another one. */
  readonly stranger: Signer;
  readonly otherRoot: Signer;
  /** The time a number of seconds after the foundation. */
  readonly at: (seconds: number) => Instant;
}

/** The members that a cast makes. */
export function membersOf(cast: Cast, bootstrappedAt: Instant): ForgeryMembers {
  const alicePerson = cast.person('alice');
  const stranger = cast.device('nobody-knows');
  return {
    root: { id: null, key: cast.signingKey('root') },
    ...{ alicePerson, aliceSigner: alicePerson.device, alicePhone: cast.device('alice-phone') },
    ...{ bob: cast.person('bob'), bobPhone: cast.device('bob-phone') },
    ...{ carol: cast.person('carol'), dave: cast.person('dave') },
    ...{ stranger, otherRoot: { id: null, key: cast.signingKey('another root') } },
    at: (seconds) => bootstrappedAt.plusSeconds(seconds),
  };
}

/** Makes certificates. */
export type Certificates = (members: ForgeryMembers) => readonly DatedCertificate[];

/**
 * Certificates that break one rule after an honest history. Alice founds the organization and enrols
 * Bob 60 s later.
 */
export interface Forgery {
  /** Bob's profile. Default: ADMIN. */
  readonly bobProfile?: string;
  /** More of the honest history. */
  readonly before?: Certificates;
  readonly forged: Certificates;
  /** The same without the mistake. */
  readonly valid: Certificates;
  /** Why a client must refuse the forged ones, if the requirement does not say it. */
  readonly why?: string;
}

/** The honest certificates between those of the founder and the forged ones. */
export const honestBefore = (
  { bobProfile: profile = 'ADMIN', before }: Forgery,
  members: ForgeryMembers,
): readonly DatedCertificate[] => [
  ...enrolment(members.aliceSigner, members.bob, members.at(60), { profile }),
  ...(before?.(members) ?? []),
];

/** Carol's enrolment, 300 s after the foundation. */
export const carolEnrolled: Certificates = ({ aliceSigner, carol, at }) =>
  enrolment(aliceSigner, carol, at(300));

/** Carol's enrolment with a change of the user certificate. */
export const changedUser = (change: CertificateChange): Forgery => ({
  forged: ({ aliceSigner, carol, at }) => [
    signedUser(aliceSigner, carol, at(300), { change }),
    signedDevice(aliceSigner, carol, at(300)),
  ],
  valid: carolEnrolled,
});

/** Carol's enrolment with a change of the device certificate. */
export const changedDevice = (change: CertificateChange): Forgery => ({
  forged: ({ aliceSigner, carol, at }) => [
    signedUser(aliceSigner, carol, at(300)),
    signedDevice(aliceSigner, carol, at(300), { change }),
  ],
  valid: carolEnrolled,
});

/** The certificates of an organization. */
export interface CertificateHistory {
  readonly common: readonly DatedCertificate[];
  readonly sequester: readonly DatedCertificate[];
}

/** A history that is false from the beginning. */
export interface FalseHistory {
  /** The sequester certificates of the honest history. Default: none. */
  readonly sequester?: Certificates;
  /**
   * The false certificates.
   *
   * @param honest - the common certificates: the founder's two, and those of other devices
   */
  readonly history: (
    members: ForgeryMembers,
    honest: readonly DatedCertificate[],
  ) => Partial<CertificateHistory>;
}

/** Forgeries that break the same requirements. */
export interface ForgeryGroup {
  /** `certificate.subject` and the first word of the parameter. */
  readonly name: string;
  readonly word: string;
  readonly rules: readonly [RequirementId, ...RequirementId[]];
  /** What the server serves, in one sentence. */
  readonly does: string;
  readonly cases: Readonly<Record<string, Forgery | FalseHistory>>;
}
