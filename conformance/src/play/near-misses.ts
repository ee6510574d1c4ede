import type { RequirementId } from '@parsec-spec/spec/requirements';
import { sequesterAuthorityDer } from '../people/cast.ts';
import type { CertificateChange } from '../people/certificates.ts';
import { nearIds } from '../vocabulary/matchers/near-bytes.ts';
import {
  AHEAD_S,
  BEHIND_S,
  type Change,
  type FallibleCommand,
  fieldOf,
  INVALID,
  inEach,
  invalid,
  late,
  type Mistakes,
  type NearMiss,
  type NearMissContext,
  type Slot,
} from './near-miss.ts';
import { ofAuthority, ofDevice, ofEnvelope, ofRevocation, ofUpdate, ofUser } from './wrong-contents.ts';
import { disagreeing, labels, redaction } from './wrong-redactions.ts';

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

/** One certificate does not decode. */
const broken = (slots: readonly Slot[], requirementOf: (certificate: string) => RequirementId): Mistakes =>
  inEach(slots, (certificate) => ({ ...undecodable, ...ofAnotherType(certificate) }), requirementOf);

/** One certificate has a wrong author. */
const byOthers = (slots: readonly Slot[], requirementOf: (certificate: string) => RequirementId): Mistakes =>
  inEach(slots, () => wrongAuthors, requirementOf);

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
  ...ofEnvelope([slot]),
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
    ...ofUser,
    ...ofDevice,
    ...ofAuthority,
    ...ofEnvelope([...userSlots, ...deviceSlots, 'sequesterCertificate']),
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
    ...ofUser,
    ...ofDevice,
    ...ofEnvelope([...userSlots, ...deviceSlots]),
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
    ...ofDevice,
    ...ofEnvelope(deviceSlots),
    ...disagreeing('redactedDeviceCertificate', () => 'device_create/redacted-device-agrees'),
    'the certificates are dated 310 s ahead': late('device_create/in-window', AHEAD_S),
  },
  user_update: { ...ofOneCertificate('user_update', 'userUpdateCertificate'), ...ofUpdate },
  user_revoke: { ...ofOneCertificate('user_revoke', 'revokedUserCertificate'), ...ofRevocation },
};
