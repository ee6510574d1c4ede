import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { CertificateCall, Status } from '../model/calls.ts';
import type { Device, Person } from '../people/cast.ts';
import type { CertificateChange } from '../people/certificates.ts';
import type { DeviceAdditionParts, EnrolmentParts } from '../people/enrolment.ts';
import type { SigningKey } from '../people/keys.ts';
import type { ProfileChangeParts, RevocationParts } from '../people/member-changes.ts';
import type { Instant } from '../wire/values.ts';

/** What near misses are made of. */
export interface NearMissContext {
  /** A key that no organization knows. */
  readonly stranger: SigningKey;
  /** The person and the device that the certificates name. */
  readonly person: Person;
  readonly device: Device;
  /** Another person, and the timestamp of the call. */
  readonly other: Person;
  readonly at: Instant;
}

/** The parts of the call that differ from those of a valid one. */
export type Changes = Partial<EnrolmentParts & DeviceAdditionParts & ProfileChangeParts & RevocationParts>;

/** A call with one fault: the requirement that it breaks, and the status of the refusal. */
export interface NearMiss {
  readonly requirement: RequirementId;
  readonly status: Status;
  readonly changes: (context: NearMissContext) => Changes;
}

const INVALID = 'invalid_certificate';
/** How far ahead a date is that no server accepts, in s. The window ends at 300 s. */
const TOO_EARLY_S = 360;

const invalid = (requirement: RequirementId, changes: NearMiss['changes']): NearMiss => ({
  requirement,
  status: INVALID,
  changes,
});

const tooEarly = (requirement: RequirementId): NearMiss => ({
  requirement,
  status: 'timestamp_out_of_ballpark',
  changes: ({ at }) => ({ at: at.plusSeconds(TOO_EARLY_S) }),
});

const undecodable: CertificateChange = { document: (document) => document.subarray(1) };
const byStranger = ({ stranger }: NearMissContext): CertificateChange => ({ signedBy: stranger });
const later = ({ at }: NearMissContext): CertificateChange => ({ fields: { timestamp: at.plus(1) } });
const ofOther = ({ other }: NearMissContext): CertificateChange => ({ fields: { user_id: other.userId } });
const labelled = ({ device }: NearMissContext): CertificateChange => ({
  fields: { device_label: device.label },
});
const otherKey = ({ other }: NearMissContext): CertificateChange => ({
  fields: { verify_key: other.device.key.verifyKey },
});

/**
 * Faults of each command, by name. Each breaks one rule: where two certificates must agree, both are
 * changed unless the rule is that they agree.
 */
export const nearMisses: Readonly<Record<CertificateCall['cmd'], Readonly<Record<string, NearMiss>>>> = {
  user_create: {
    'another key signs user_certificate': invalid('user_create/user-certificate-by-author', (context) => ({
      userCertificate: byStranger(context),
    })),
    'another key signs device_certificate': invalid(
      'user_create/device-certificate-by-author',
      (context) => ({
        deviceCertificate: byStranger(context),
      }),
    ),
    'another key signs redacted_user_certificate': invalid(
      'user_create/redacted-user-certificate-by-author',
      (context) => ({ redactedUserCertificate: byStranger(context) }),
    ),
    'another key signs redacted_device_certificate': invalid(
      'user_create/redacted-device-certificate-by-author',
      (context) => ({ redactedDeviceCertificate: byStranger(context) }),
    ),
    'user_certificate does not decode': invalid('user_create/user-certificate-decodes', () => ({
      userCertificate: undecodable,
    })),
    'redacted_device_certificate does not decode': invalid(
      'user_create/redacted-device-certificate-decodes',
      () => ({ redactedDeviceCertificate: undecodable }),
    ),
    'the device certificates are dated 1 µs later': invalid('user_create/one-timestamp', (context) => ({
      deviceCertificate: later(context),
      redactedDeviceCertificate: later(context),
    })),
    'the device certificates name another user': invalid('user_create/one-user', (context) => ({
      deviceCertificate: ofOther(context),
      redactedDeviceCertificate: ofOther(context),
    })),
    'user_certificate has no human handle': invalid('user_create/user-certificate-not-redacted', () => ({
      userCertificate: { fields: { human_handle: null } },
    })),
    'device_certificate has no device label': invalid('user_create/device-certificate-not-redacted', () => ({
      deviceCertificate: { fields: { device_label: null } },
    })),
    'redacted_user_certificate has a human handle': invalid(
      'user_create/redacted-user-has-no-handle',
      ({ person }) => ({
        redactedUserCertificate: { fields: { human_handle: [person.email, person.label] } },
      }),
    ),
    'redacted_user_certificate has another public key': invalid(
      'user_create/redacted-user-agrees',
      ({ other }) => ({
        redactedUserCertificate: { fields: { public_key: other.privateKey.publicKey } },
      }),
    ),
    'redacted_device_certificate has a device label': invalid(
      'user_create/redacted-device-has-no-label',
      (context) => ({ redactedDeviceCertificate: labelled(context) }),
    ),
    'redacted_device_certificate has another verify key': invalid(
      'user_create/redacted-device-agrees',
      (context) => ({ redactedDeviceCertificate: otherKey(context) }),
    ),
    'the certificates are dated 360 s ahead': tooEarly('user_create/not-too-early'),
  },
  device_create: {
    'another key signs device_certificate': invalid(
      'device_create/device-certificate-by-author',
      (context) => ({ deviceCertificate: byStranger(context) }),
    ),
    'another key signs redacted_device_certificate': invalid(
      'device_create/redacted-device-certificate-by-author',
      (context) => ({ redactedDeviceCertificate: byStranger(context) }),
    ),
    'device_certificate does not decode': invalid('device_create/device-certificate-decodes', () => ({
      deviceCertificate: undecodable,
    })),
    'the certificates name another user': invalid('device_create/own-user', (context) => ({
      deviceCertificate: ofOther(context),
      redactedDeviceCertificate: ofOther(context),
    })),
    'device_certificate has no device label': invalid(
      'device_create/device-certificate-not-redacted',
      () => ({
        deviceCertificate: { fields: { device_label: null } },
      }),
    ),
    'redacted_device_certificate has a device label': invalid(
      'device_create/redacted-device-has-no-label',
      (context) => ({ redactedDeviceCertificate: labelled(context) }),
    ),
    'redacted_device_certificate has another verify key': invalid(
      'device_create/redacted-device-agrees',
      (context) => ({ redactedDeviceCertificate: otherKey(context) }),
    ),
    'the certificates are dated 360 s ahead': tooEarly('device_create/in-window'),
  },
  user_update: {
    'another key signs the certificate': invalid('user_update/by-author', (context) => ({
      userUpdateCertificate: byStranger(context),
    })),
    'the certificate names another author': invalid('user_update/by-author', ({ other }) => ({
      userUpdateCertificate: { fields: { author: other.device.id } },
    })),
    'the certificate does not decode': invalid('user_update/certificate-decodes', () => ({
      userUpdateCertificate: undecodable,
    })),
    'the certificate is dated 360 s ahead': tooEarly('user_update/in-window'),
  },
  user_revoke: {
    'another key signs the certificate': invalid('user_revoke/by-author', (context) => ({
      revokedUserCertificate: byStranger(context),
    })),
    'the certificate names another author': invalid('user_revoke/by-author', ({ other }) => ({
      revokedUserCertificate: { fields: { author: other.device.id } },
    })),
    'the certificate does not decode': invalid('user_revoke/certificate-decodes', () => ({
      revokedUserCertificate: undecodable,
    })),
    'the certificate is dated 360 s ahead': tooEarly('user_revoke/in-window'),
  },
};
