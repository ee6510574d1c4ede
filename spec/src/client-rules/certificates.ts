import {
  type Certificate,
  type DeviceCertificate,
  type RevokedUserCertificate,
  redact,
  type UserCertificate,
} from '../certificates/index.ts';
import type { DateTime, Uuid } from '../codec/index.ts';
import type { UserProfile } from '../scalars/index.ts';
import type { ClientRuleList } from './client-rule.ts';
import type { KnownDevice, KnownUser, OrganizationView } from './organization-view.ts';

/**
 * The problems of a certificate (CERT-21 … CERT-25). Each is an attack that a dishonest server could
 * try. The texts complete the sentence "the certificate …".
 */
export const chainProblems = {
  unreadable: 'cannot be read as a certificate',
  signature: 'is not signed by its author',
  'author-unknown': 'is signed by a device that no earlier certificate introduces',
  'author-revoked': 'is signed by a user who was revoked before',
  'author-not-admin': 'is not signed by an administrator',
  'root-after-bootstrap': 'is signed by the root key, which signs only when the organization is bootstrapped',
  'out-of-order': 'is not newer than the certificate before it',
  'user-twice': 'introduces a user that an earlier certificate introduces',
  'device-twice': 'introduces a device that an earlier certificate introduces',
  'user-unknown': 'is about a user whom no earlier certificate introduces',
  'user-revoked': 'is about a user who is already revoked',
  'first-device': 'is a first device whose author or timestamp differs from those of its user',
  'foreign-device': 'adds a device to a user who is not its author',
  'self-signed': 'is about its own author',
  'profile-held': 'sets a profile that the user already has',
  'misplaced-authority':
    'is a sequester authority that was not created when the organization was bootstrapped',
  'own-device': 'contradicts the keys of this device',
  'history-shortened': 'lacks a certificate that was accepted before',
} as const;

/** The name of a problem. */
export type ChainProblem = keyof typeof chainProblems;

/** The facts about a certificate that a client reads, before it is added to the view. */
export interface CertificateFacts {
  readonly view: OrganizationView;
  readonly certificate: Certificate;
  /** Whether the certificate names the root key as its author. */
  readonly isRootSigned: boolean;
  /** The author; undefined if no earlier certificate introduces it, and for the root key. */
  readonly author: KnownUser | undefined;
  readonly authorDevice: KnownDevice | undefined;
  /** The subject of the certificate; undefined if no earlier certificate introduces this user. */
  readonly user: KnownUser | undefined;
  /** False only if the key of the author is known and does not verify the signature. */
  readonly signatureVerifies: boolean;
}

const isAuthority = ({ certificate }: CertificateFacts): boolean =>
  certificate.type === 'sequester_authority_certificate';

const isChange = ({ certificate: { type } }: CertificateFacts): boolean =>
  type === 'user_update_certificate' || type === 'revoked_user_certificate';

/** Whether the certificate adds the first device of its user, which enters with the user. */
const isFirstDevice = ({ certificate, user }: CertificateFacts): boolean =>
  certificate.type === 'device_certificate' && user?.hasDevice === false;

/** The rules of a certificate that a client reads (CERT-21 … CERT-25). */
export const certificateRules = {
  'client-certificates/author-known': ({ isRootSigned, author }) =>
    isRootSigned || author !== undefined || 'author-unknown',

  'client-certificates/author-older': ({ certificate, authorDevice }) =>
    authorDevice === undefined ||
    authorDevice.createdOn.micros < certificate.timestamp.micros ||
    'author-unknown',

  'client-certificates/author-not-revoked': ({ author }) =>
    author?.revokedOn === undefined || 'author-revoked',

  'client-certificates/signatures-verified': (facts) =>
    isAuthority(facts) || facts.signatureVerifies || 'signature',

  'sequester_authority_certificate/root-signed': (facts) =>
    !isAuthority(facts) || facts.signatureVerifies || 'signature',

  'client-certificates/device-has-user': ({ certificate, user }) =>
    certificate.type !== 'device_certificate' || user !== undefined || 'user-unknown',

  'client-certificates/ids-unique': ({ view, certificate, user }) => {
    if (certificate.type === 'user_certificate') return user === undefined || 'user-twice';
    if (certificate.type !== 'device_certificate') return true;
    return !view.devices.has(certificate.device_id.hex) || 'device-twice';
  },

  'client-certificates/root-signs-bootstrap-only': (facts) => {
    const { view, certificate, isRootSigned, user } = facts;
    const { timestamp } = certificate;
    if (!isRootSigned) return true;
    switch (certificate.type) {
      case 'sequester_authority_certificate':
        return (view.users.size === 0 && view.sequesteredOn === undefined) || 'misplaced-authority';
      case 'user_certificate':
        if (view.users.size > 0) return 'root-after-bootstrap';
        return view.sequesteredOn?.equals(timestamp) !== false || 'misplaced-authority';
      default:
        if (!isFirstDevice(facts)) return 'root-after-bootstrap';
        return user?.createdOn.equals(timestamp) === true || 'first-device';
    }
  },

  'client-certificates/time-never-goes-back': (facts) => {
    const { latest } = facts.view;
    const { timestamp } = facts.certificate;
    if (isAuthority(facts) || latest === undefined || timestamp.micros > latest.micros) return true;
    return (isFirstDevice(facts) && timestamp.equals(latest)) || 'out-of-order';
  },

  'client-certificates/not-about-oneself': (facts) =>
    !isChange(facts) ||
    facts.user === undefined ||
    facts.author?.id.hex !== facts.user.id.hex ||
    'self-signed',

  'client-certificates/author-is-admin': (facts) => {
    const { certificate, isRootSigned, author, user } = facts;
    if (isFirstDevice(facts) && certificate.type === 'device_certificate') {
      const isWithUser =
        user?.author?.hex === certificate.author?.hex && user?.createdOn.equals(certificate.timestamp);
      return isWithUser === true || 'first-device';
    }
    if (isRootSigned || author === undefined) return true;
    if (certificate.type !== 'device_certificate') return author.profile === 'ADMIN' || 'author-not-admin';
    return user === undefined || author.id.hex === user.id.hex || 'foreign-device';
  },

  'client-certificates/revoked-once': ({ user }) => user?.revokedOn === undefined || 'user-revoked',

  'client-certificates/profile-change-changes': ({ certificate, user }) =>
    certificate.type !== 'user_update_certificate' ||
    user?.profile !== certificate.new_profile ||
    'profile-held',
} as const satisfies ClientRuleList<CertificateFacts, ChainProblem>;

/** A device that is certified. */
export interface NewDevice {
  readonly userId: Uuid;
  readonly deviceId: Uuid;
  readonly deviceLabel: string;
  readonly verifyKey: Uint8Array;
}

/** A user who is certified together with the first device. */
export interface NewUser extends NewDevice {
  readonly handle: readonly [email: string, name: string];
  readonly publicKey: Uint8Array;
  readonly profile: UserProfile;
}

/** The author of a certificate: the id of its device, or null for the root key. */
export interface Authorship<Author = Uuid | null> {
  readonly author: Author;
  readonly timestamp: DateTime;
}

/** Content of the certificates that a client writes. A client cannot do without these rules. */
export const writtenCertificates = {
  /** A device, and its user if it is the first device of a new user (USER-06). */
  'client-certificates/creation-is-coherent': (
    { author, timestamp }: Authorship,
    newcomer: NewDevice | NewUser,
  ): { readonly user?: UserCertificate; readonly device: DeviceCertificate } => {
    const device: DeviceCertificate = {
      type: 'device_certificate',
      purpose: 'STANDARD',
      author,
      timestamp,
      user_id: newcomer.userId,
      device_id: newcomer.deviceId,
      device_label: newcomer.deviceLabel,
      verify_key: newcomer.verifyKey,
      algorithm: 'ED25519',
    };
    if (!('handle' in newcomer)) return { device };
    const [email, name] = newcomer.handle;
    const user: UserCertificate = {
      type: 'user_certificate',
      author,
      timestamp,
      user_id: newcomer.userId,
      human_handle: [email, name],
      public_key: newcomer.publicKey,
      algorithm: 'X25519_XSALSA20_POLY1305',
      profile: newcomer.profile,
    };
    return { user, device };
  },

  'client-certificates/revocation-is-coherent': (
    { author, timestamp }: Authorship<Uuid>,
    userId: Uuid,
  ): RevokedUserCertificate => ({ type: 'revoked_user_certificate', author, timestamp, user_id: userId }),
} as const;

/** Rules of what a client does with the certificates that it has read, or writes. */
export const certificateUse = {
  /**
   * The problem of a batch whose first invalid certificate has this problem; undefined if the certificates
   * before it are taken.
   */
  'client-certificates/batch-refused-whole': (first: ChainProblem): ChainProblem | undefined => first,

  /** Whether the certificates are fetched again, because names appear or disappear (CERT-26). */
  'client-certificates/outsider-switch-refetches': (before: UserProfile, now: UserProfile): boolean =>
    (before === 'OUTSIDER') !== (now === 'OUTSIDER'),

  /** The certificate as OUTSIDERs may see it. */
  'client-certificates/redacted-hides-names': <C extends Certificate>(certificate: C): C =>
    redact(certificate),
} as const;
