import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Profile } from '@parsec-spec/spec/stories';
import type { CertificateCall, CreationCall, Status } from '../model/calls.ts';
import type { BootstrapParts } from '../people/bootstrap.ts';
import { type Device, type Person, sequesterAuthorityDer } from '../people/cast.ts';
import type { CertificateChange } from '../people/certificates.ts';
import type { DeviceAdditionParts, EnrolmentParts } from '../people/enrolment.ts';
import type { SigningKey } from '../people/keys.ts';
import type { ProfileChangeParts, RevocationParts } from '../people/member-changes.ts';
import { smallOrder } from '../people/weak-keys.ts';
import { nearBytes, nearIds } from '../vocabulary/matchers/near-bytes.ts';
import type { Instant } from '../wire/values.ts';

/** What near misses are made of. */
export interface NearMissContext {
  /** A key that no organization knows. */
  readonly stranger: SigningKey;
  /** The person and the device that the certificates name. */
  readonly person: Person;
  readonly device: Device;
  /** The user and the device that call; at a bootstrap those of the certificates. */
  readonly author: { readonly person: Person; readonly device: Device };
  /** Another device of the author, which may not exist. */
  readonly sibling: Device;
  /** Another person, a member if there is one, and the timestamp of the call. */
  readonly other: Person;
  readonly at: Instant;
  /** The profile in the certificates. */
  readonly profile: Profile;
}

/** The parts of the call that differ from those of a valid one. */
export type Changes = Partial<
  EnrolmentParts & DeviceAdditionParts & ProfileChangeParts & RevocationParts & BootstrapParts
>;

/** A command of which there are near misses. */
export type FallibleCommand =
  | CertificateCall['cmd']
  | Extract<CreationCall, { readonly cmd: 'organization_bootstrap' }>['cmd'];

/** A call with one mistake: the requirement that it breaks, and the status of the refusal. */
export interface NearMiss {
  readonly requirement: RequirementId;
  readonly status: Status;
  /** Another status that the rule allows. */
  readonly also?: Status;
  readonly changes: (context: NearMissContext) => Changes;
}

const INVALID = 'invalid_certificate';
/**
 * How far ahead, or behind, a date is that no server accepts, in s. The window ends at 300 s and 320 s, and
 * a request may take some seconds.
 */
const AHEAD_S = 310;
const BEHIND_S = 330;

const invalid = (requirement: RequirementId, changes: NearMiss['changes']): NearMiss => ({
  requirement,
  status: INVALID,
  changes,
});

const late = (requirement: RequirementId, seconds: number): NearMiss => ({
  requirement,
  status: 'timestamp_out_of_ballpark',
  changes: ({ at }) => ({ at: at.plusSeconds(seconds) }),
});

/** The sequester authority certificate alone is outside the window. */
const ofSequester = (seconds: number): NearMiss => ({
  requirement: 'organization_bootstrap/sequester-in-window',
  status: 'timestamp_out_of_ballpark',
  also: INVALID,
  changes: ({ at }) => ({
    sequester: sequesterAuthorityDer,
    sequesterCertificate: { fields: { timestamp: at.plusSeconds(seconds) } },
  }),
});

type Change = CertificateChange | ((context: NearMissContext) => CertificateChange);

/** The length of the signature before the content, in bytes. */
const SIGNATURE_BYTES = 64;

/** A certificate in which one bit differs. */
const flipped = (index: number): CertificateChange => ({
  signed: (bytes) => bytes.map((byte, nth) => (nth === index ? byte ^ 1 : byte)),
});

/** Certificates that do not decode, by what they are. */
const undecodable: Readonly<Record<string, CertificateChange>> = {
  'does not decode': { document: (document) => document.subarray(1) },
  'is no certificate': { signed: () => Buffer.from('foobar') },
  'is empty': { signed: () => new Uint8Array() },
  'is signed junk': { frame: () => Buffer.from('foobar') },
};

/** A certificate that has the content of another type. */
const ofAnotherType = (certificate: string): Readonly<Record<string, CertificateChange>> => ({
  'is of another type': {
    fields: { type: certificate.includes('device') ? 'user_certificate' : 'device_certificate' },
  },
});

const byStranger = ({ stranger }: NearMissContext): CertificateChange => ({ signedBy: stranger });

/** Certificates that another key signed, or none, by what is wrong. */
const wrongSigners: Readonly<Record<string, Change>> = {
  'is signed by another key': byStranger,
  'is signed by the device in question': ({ device }) => ({ signedBy: device.key }),
  'has an altered signature': flipped(3),
  'has an altered content': flipped(SIGNATURE_BYTES + 24),
};

/** Certificates that the sending device did not sign, or that do not name it as author, by what is wrong. */
const wrongAuthors: Readonly<Record<string, Change>> = {
  ...wrongSigners,
  'is signed by another device of the author': ({ sibling }) => ({ signedBy: sibling.key }),
  'names another author': ({ other }) => ({ fields: { author: other.device.id } }),
  'names no author': () => ({ fields: { author: null } }),
  'names another author and is signed by that one': ({ other }) => ({
    fields: { author: other.device.id },
    signedBy: other.device.key,
  }),
  'names another device of the author and is signed by it': ({ sibling }) => ({
    fields: { author: sibling.id },
    signedBy: sibling.key,
  }),
};

type Slot =
  | 'userCertificate'
  | 'deviceCertificate'
  | 'redactedUserCertificate'
  | 'redactedDeviceCertificate'
  | 'userUpdateCertificate'
  | 'revokedUserCertificate'
  | 'sequesterCertificate';

/** The name of the field of a certificate, such as `redacted_user_certificate`. */
const fieldOf = (slot: Slot): string =>
  slot === 'sequesterCertificate'
    ? 'sequester_authority_certificate'
    : slot.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

type Mistakes = Readonly<Record<string, NearMiss>>;

/** One certificate does not decode. */
const broken = (slots: readonly Slot[], requirementOf: (certificate: string) => RequirementId): Mistakes =>
  inEach(slots, (certificate) => ({ ...undecodable, ...ofAnotherType(certificate) }), requirementOf);

/** One certificate has a wrong author. */
const byOthers = (slots: readonly Slot[], requirementOf: (certificate: string) => RequirementId): Mistakes =>
  inEach(slots, () => wrongAuthors, requirementOf);

/** Each of these mistakes in each certificate. */
const inEach = (
  slots: readonly Slot[],
  changesIn: (certificate: string) => Readonly<Record<string, Change>>,
  requirementOf: (certificate: string) => RequirementId,
): Mistakes =>
  Object.fromEntries(
    slots.flatMap((slot) =>
      Object.entries(changesIn(fieldOf(slot))).map(([what, change]) => [
        `${fieldOf(slot)} ${what}`,
        invalid(requirementOf(fieldOf(slot).replaceAll('_', '-')), (context) => ({
          ...(slot === 'sequesterCertificate' ? { sequester: sequesterAuthorityDer } : {}),
          [slot]: typeof change === 'function' ? change(context) : change,
        })),
      ]),
    ),
  );

/** Bytes that differ in the first or in the last one. */
const nearTo = (bytes: Uint8Array) => {
  const [first, last] = nearBytes(bytes);
  return { 'another first byte of': first, 'another last byte of': last };
};

/** Wrong values of the fields in which a redacted certificate must agree with the full one. */
const disagreements: Readonly<
  Record<
    'redactedUserCertificate' | 'redactedDeviceCertificate',
    Readonly<Record<string, (context: NearMissContext) => Readonly<Record<string, unknown>>>>
  >
> = {
  redactedUserCertificate: {
    timestamp: ({ at }) => ({ another: at.plus(1) }),
    user_id: ({ other }) => ({ another: other.userId }),
    public_key: ({ other, person }) => ({
      another: other.privateKey.publicKey,
      ...nearTo(person.privateKey.publicKey),
    }),
    profile: ({ profile }) => ({ another: profile === 'STANDARD' ? 'OUTSIDER' : 'STANDARD' }),
  },
  redactedDeviceCertificate: {
    timestamp: ({ at }) => ({ another: at.plus(-1) }),
    user_id: ({ other }) => ({ another: other.userId }),
    device_id: ({ other }) => ({ another: other.device.id }),
    verify_key: ({ other, device }) => ({
      another: other.device.key.verifyKey,
      ...nearTo(device.key.verifyKey),
    }),
    purpose: () => ({ another: 'PASSPHRASE_RECOVERY' }),
  },
};

/** A redacted certificate differs from the full one in one field. */
const disagreeing = (
  slot: keyof typeof disagreements,
  requirementOf: (field: string) => RequirementId,
): Mistakes =>
  Object.fromEntries(
    Object.entries(disagreements[slot]).flatMap(([field, valuesOf]) =>
      (field === 'public_key' || field === 'verify_key' ? NEAR : ['another']).map((how) => [
        `${fieldOf(slot)} has ${how} ${field}`,
        invalid(requirementOf(field), (context) => ({
          [slot]: { fields: { [field]: valuesOf(context)[how] } },
        })),
      ]),
    ),
  );

/** The values of a key that are wrong. */
const NEAR = ['another', 'another first byte of', 'another last byte of'] as const;

/** The full certificates are redacted, or the redacted ones are not. */
const redaction = (command: 'user_create' | 'organization_bootstrap'): Mistakes => ({
  'user_certificate has no human handle': invalid(`${command}/user-certificate-not-redacted`, () => ({
    userCertificate: { fields: { human_handle: null } },
  })),
  'redacted_user_certificate has a human handle': invalid(
    `${command}/redacted-user-has-no-handle`,
    ({ person }) => ({
      redactedUserCertificate: { fields: { human_handle: [person.email, person.label] } },
    }),
  ),
});
const labels = (command: 'user_create' | 'device_create' | 'organization_bootstrap'): Mistakes => ({
  'device_certificate has no device label': invalid(`${command}/device-certificate-not-redacted`, () => ({
    deviceCertificate: { fields: { device_label: null } },
  })),
  'redacted_device_certificate has a device label': invalid(
    `${command}/redacted-device-has-no-label`,
    ({ device }) => ({ redactedDeviceCertificate: { fields: { device_label: device.label } } }),
  ),
});

/** The key of the device has small order, so that anyone can sign in its name. */
const weakKey: Mistakes = {
  'the verify key has small order': invalid('keys/device-key-is-a-point', () => ({
    deviceFields: { verify_key: smallOrder['order-8-a'] },
  })),
};

/** The certificates of a user and those of a device must agree. */
const coherence = (command: 'user_create' | 'organization_bootstrap'): Mistakes => ({
  'the device certificates are dated 1 µs later': invalid(`${command}/one-timestamp`, ({ at }) => ({
    deviceFields: { timestamp: at.plus(1) },
  })),
  'the device certificates are dated 1 µs earlier': invalid(`${command}/one-timestamp`, ({ at }) => ({
    deviceFields: { timestamp: at.plus(-1) },
  })),
  'the device certificates name another user': invalid(`${command}/one-user`, ({ other }) => ({
    deviceFields: { user_id: other.userId },
  })),
  'the device certificates name a user whose id differs in a byte': invalid(
    `${command}/one-user`,
    ({ person }) => ({ deviceFields: { user_id: nearIds(person.userId)[0] } }),
  ),
});

/** Mistakes of a command that adds one certificate. */
const ofOneCertificate = (
  command: 'user_update' | 'user_revoke',
  slot: 'userUpdateCertificate' | 'revokedUserCertificate',
): Mistakes => ({
  ...broken([slot], () => `${command}/certificate-decodes`),
  ...byOthers([slot], () => `${command}/by-author`),
  [`${fieldOf(slot)} is dated 310 s ahead`]: late(`${command}/in-window`, AHEAD_S),
});

const userSlots: readonly Slot[] = ['userCertificate', 'redactedUserCertificate'];
const deviceSlots: readonly Slot[] = ['deviceCertificate', 'redactedDeviceCertificate'];

/**
 * Mistakes of each command, by name. Each breaks one rule: where two certificates must agree, both are
 * changed unless the rule is that they agree.
 */
export const nearMisses: Readonly<Record<FallibleCommand, Mistakes>> = {
  organization_bootstrap: {
    ...inEach(
      [...userSlots, ...deviceSlots, 'sequesterCertificate'],
      () => undecodable,
      (certificate) => `organization_bootstrap/${certificate}-decodes` as RequirementId,
    ),
    ...inEach(
      [...userSlots, ...deviceSlots, 'sequesterCertificate'],
      ofAnotherType,
      () => 'organization_bootstrap/type-of-slot',
    ),
    ...inEach(
      [...userSlots, ...deviceSlots, 'sequesterCertificate'],
      () => wrongSigners,
      (certificate) => `organization_bootstrap/${certificate}-signed-by-root` as RequirementId,
    ),
    'root_verify_key did not sign': invalid(
      'organization_bootstrap/root-verify-key-is-the-signer',
      ({ stranger }) => ({ command: { root_verify_key: stranger.verifyKey } }),
    ),
    'the user certificates name an author': invalid('organization_bootstrap/author-is-root', ({ other }) => ({
      user: { author: other.device.id },
    })),
    'the device certificates name an author': invalid(
      'organization_bootstrap/author-is-root',
      ({ other }) => ({
        deviceFields: { author: other.device.id },
      }),
    ),
    'the first user is STANDARD': invalid('organization_bootstrap/first-user-is-admin', () => ({
      user: { profile: 'STANDARD' },
    })),
    'the first user is an OUTSIDER': invalid('organization_bootstrap/first-user-is-admin', () => ({
      user: { profile: 'OUTSIDER' },
    })),
    ...coherence('organization_bootstrap'),
    ...redaction('organization_bootstrap'),
    ...labels('organization_bootstrap'),
    ...weakKey,
    ...disagreeing(
      'redactedUserCertificate',
      (field) => `organization_bootstrap/redacted-user-same-${field.replace('_', '-')}` as RequirementId,
    ),
    ...disagreeing(
      'redactedDeviceCertificate',
      (field) => `organization_bootstrap/redacted-device-same-${field.replace('_', '-')}` as RequirementId,
    ),
    'redacted_user_certificate names an author': invalid(
      'organization_bootstrap/redacted-user-same-author',
      ({ other }) => ({ redactedUserCertificate: { fields: { author: other.device.id } } }),
    ),
    'redacted_device_certificate names an author': invalid(
      'organization_bootstrap/redacted-device-same-author',
      ({ other }) => ({ redactedDeviceCertificate: { fields: { author: other.device.id } } }),
    ),
    'sequester_authority_certificate is dated 1 µs later': invalid(
      'organization_bootstrap/sequester-same-timestamp',
      ({ at }) => ({
        sequester: sequesterAuthorityDer,
        sequesterCertificate: { fields: { timestamp: at.plus(1) } },
      }),
    ),
    'sequester_authority_certificate is dated 310 s ahead': ofSequester(AHEAD_S),
    'sequester_authority_certificate is dated 330 s ago': ofSequester(-BEHIND_S),
    'the certificates are dated 310 s ahead': late('organization_bootstrap/not-too-early', AHEAD_S),
    'the certificates are dated 330 s ago': late('organization_bootstrap/not-too-late', -BEHIND_S),
  },
  user_create: {
    ...broken(
      [...userSlots, ...deviceSlots],
      (certificate) => `user_create/${certificate}-decodes` as RequirementId,
    ),
    ...byOthers(
      [...userSlots, ...deviceSlots],
      (certificate) => `user_create/${certificate}-by-author` as RequirementId,
    ),
    ...coherence('user_create'),
    ...redaction('user_create'),
    ...labels('user_create'),
    ...weakKey,
    ...disagreeing('redactedUserCertificate', () => 'user_create/redacted-user-agrees'),
    ...disagreeing('redactedDeviceCertificate', () => 'user_create/redacted-device-agrees'),
    'the user id is that of the author': {
      requirement: 'user_create/user-id-new',
      status: 'user_already_exists',
      changes: ({ author }) => ({
        user: { user_id: author.person.userId },
        deviceFields: { user_id: author.person.userId },
      }),
    },
    'the device id is that of the author': {
      requirement: 'user_create/device-id-new',
      status: 'user_already_exists',
      changes: ({ author }) => ({ deviceFields: { device_id: author.device.id } }),
    },
    'the certificates are dated 310 s ahead': late('user_create/not-too-early', AHEAD_S),
  },
  device_create: {
    ...broken(deviceSlots, (certificate) => `device_create/${certificate}-decodes` as RequirementId),
    ...byOthers(deviceSlots, (certificate) => `device_create/${certificate}-by-author` as RequirementId),
    'the certificates name another user': invalid('device_create/own-user', ({ other }) => ({
      deviceFields: { user_id: other.userId },
    })),
    ...labels('device_create'),
    ...weakKey,
    ...disagreeing('redactedDeviceCertificate', () => 'device_create/redacted-device-agrees'),
    'the certificates are dated 310 s ahead': late('device_create/in-window', AHEAD_S),
  },
  user_update: ofOneCertificate('user_update', 'userUpdateCertificate'),
  user_revoke: ofOneCertificate('user_revoke', 'revokedUserCertificate'),
};
