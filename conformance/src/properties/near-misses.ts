import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { CertificateCall, CreationCall, Profile, Status } from '../faults/model/calls.ts';
import type { BootstrapParts } from '../people/bootstrap.ts';
import { type Device, type Person, sequesterAuthorityDer } from '../people/cast.ts';
import type { CertificateChange } from '../people/certificates.ts';
import type { DeviceAdditionParts, EnrolmentParts } from '../people/enrolment.ts';
import type { SigningKey } from '../people/keys.ts';
import type { ProfileChangeParts, RevocationParts } from '../people/member-changes.ts';
import { smallOrder } from '../people/weak-keys.ts';
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
  /** Another person, and the timestamp of the call. */
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

const undecodable: CertificateChange = { document: (document) => document.subarray(1) };
const byStranger = ({ stranger }: NearMissContext): CertificateChange => ({ signedBy: stranger });
const bySibling = ({ sibling }: NearMissContext): CertificateChange => ({ signedBy: sibling.key });

type Slot = 'userCertificate' | 'deviceCertificate' | 'redactedUserCertificate' | 'redactedDeviceCertificate';

/** The name of the field of a certificate, such as `redacted_user_certificate`. */
const fieldOf = (slot: Slot): string => slot.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

type Mistakes = Readonly<Record<string, NearMiss>>;

/** Each certificate is signed by another key, or does not decode. */
const broken = (
  slots: readonly Slot[],
  requirementOf: (certificate: string, rule: 'by-author' | 'decodes') => RequirementId,
): Mistakes =>
  Object.fromEntries(
    slots.flatMap((slot) => {
      const certificate = fieldOf(slot).replaceAll('_', '-');
      return [
        [
          `another key signs ${fieldOf(slot)}`,
          invalid(requirementOf(certificate, 'by-author'), (context) => ({ [slot]: byStranger(context) })),
        ],
        [
          `${fieldOf(slot)} does not decode`,
          invalid(requirementOf(certificate, 'decodes'), () => ({ [slot]: undecodable })),
        ],
      ] as const;
    }),
  );

/** Values of the fields in which a redacted certificate must agree with the full one. */
const agreeing = {
  redactedUserCertificate: {
    timestamp: ({ at }: NearMissContext) => at.plus(1),
    user_id: ({ other }: NearMissContext) => other.userId,
    public_key: ({ other }: NearMissContext) => other.privateKey.publicKey,
    profile: ({ profile }: NearMissContext) => (profile === 'STANDARD' ? 'OUTSIDER' : 'STANDARD'),
  },
  redactedDeviceCertificate: {
    timestamp: ({ at }: NearMissContext) => at.plus(-1),
    user_id: ({ other }: NearMissContext) => other.userId,
    device_id: ({ other }: NearMissContext) => other.device.id,
    verify_key: ({ other }: NearMissContext) => other.device.key.verifyKey,
    purpose: () => 'PASSPHRASE_RECOVERY',
  },
};

/** A redacted certificate differs from the full one in one field. */
const disagreeing = (
  slot: keyof typeof agreeing,
  requirementOf: (field: string) => RequirementId,
): Mistakes =>
  Object.fromEntries(
    Object.entries<(context: NearMissContext) => unknown>(agreeing[slot]).map(([field, value]) => [
      `${fieldOf(slot)} has another ${field}`,
      invalid(requirementOf(field), (context) => ({ [slot]: { fields: { [field]: value(context) } } })),
    ]),
  );

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
  'the device certificates name another user': invalid(`${command}/one-user`, ({ other }) => ({
    deviceFields: { user_id: other.userId },
  })),
});

/** Mistakes of a command that adds one certificate. */
const ofOneCertificate = (
  command: 'user_update' | 'user_revoke',
  slot: 'userUpdateCertificate' | 'revokedUserCertificate',
): Mistakes => ({
  'another key signs the certificate': invalid(`${command}/by-author`, (context) => ({
    [slot]: byStranger(context),
  })),
  'another device of the author signs the certificate': invalid(`${command}/by-author`, (context) => ({
    [slot]: bySibling(context),
  })),
  'the certificate names another author': invalid(`${command}/by-author`, ({ other }) => ({
    [slot]: { fields: { author: other.device.id } },
  })),
  'the certificate names another device of the author': invalid(`${command}/by-author`, ({ sibling }) => ({
    [slot]: { fields: { author: sibling.id } },
  })),
  'the certificate does not decode': invalid(`${command}/certificate-decodes`, () => ({
    [slot]: undecodable,
  })),
  'the certificate is dated 310 s ahead': late(`${command}/in-window`, AHEAD_S),
});

const userSlots: readonly Slot[] = ['userCertificate', 'redactedUserCertificate'];
const deviceSlots: readonly Slot[] = ['deviceCertificate', 'redactedDeviceCertificate'];

/**
 * Mistakes of each command, by name. Each breaks one rule: where two certificates must agree, both are
 * changed unless the rule is that they agree.
 */
export const nearMisses: Readonly<Record<FallibleCommand, Mistakes>> = {
  organization_bootstrap: {
    ...broken(
      [...userSlots, ...deviceSlots],
      (certificate, rule) =>
        `organization_bootstrap/${certificate}-${rule === 'decodes' ? rule : 'signed-by-root'}` as RequirementId,
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
    'another key signs sequester_authority_certificate': invalid(
      'organization_bootstrap/sequester-authority-certificate-signed-by-root',
      (context) => ({ sequester: sequesterAuthorityDer, sequesterCertificate: byStranger(context) }),
    ),
    'sequester_authority_certificate does not decode': invalid(
      'organization_bootstrap/sequester-authority-certificate-decodes',
      () => ({ sequester: sequesterAuthorityDer, sequesterCertificate: undecodable }),
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
      (certificate, rule) => `user_create/${certificate}-${rule}` as RequirementId,
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
    'another device of the author signs user_certificate': invalid(
      'user_create/user-certificate-by-author',
      (context) => ({ userCertificate: bySibling(context) }),
    ),
    'another device of the author signs device_certificate': invalid(
      'user_create/device-certificate-by-author',
      (context) => ({ deviceCertificate: bySibling(context) }),
    ),
    'the certificates are dated 310 s ahead': late('user_create/not-too-early', AHEAD_S),
  },
  device_create: {
    ...broken(deviceSlots, (certificate, rule) => `device_create/${certificate}-${rule}` as RequirementId),
    'the certificates name another user': invalid('device_create/own-user', ({ other }) => ({
      deviceFields: { user_id: other.userId },
    })),
    ...labels('device_create'),
    ...weakKey,
    ...disagreeing('redactedDeviceCertificate', () => 'device_create/redacted-device-agrees'),
    'another device of the author signs device_certificate': invalid(
      'device_create/device-certificate-by-author',
      (context) => ({ deviceCertificate: bySibling(context) }),
    ),
    'the certificates are dated 310 s ahead': late('device_create/in-window', AHEAD_S),
  },
  user_update: ofOneCertificate('user_update', 'userUpdateCertificate'),
  user_revoke: ofOneCertificate('user_revoke', 'revokedUserCertificate'),
};
