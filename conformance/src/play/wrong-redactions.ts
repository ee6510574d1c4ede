import type { RequirementId } from '@parsec-spec/spec/requirements';
import { nearBytes } from '../vocabulary/matchers/near-bytes.ts';
import { fieldOf, invalid, type Mistakes, type NearMissContext } from './near-miss.ts';

// Redacted certificates that differ from the full ones, or certificates that are redacted and must not be.

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
export const disagreeing = (
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
export const redaction = (command: 'user_create' | 'organization_bootstrap'): Mistakes => ({
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
export const labels = (command: 'user_create' | 'device_create' | 'organization_bootstrap'): Mistakes => ({
  'device_certificate has no device label': invalid(`${command}/device-certificate-not-redacted`, () => ({
    deviceCertificate: { fields: { device_label: null } },
  })),
  'redacted_device_certificate has a device label': invalid(
    `${command}/redacted-device-has-no-label`,
    ({ device }) => ({ redactedDeviceCertificate: { fields: { device_label: device.label } } }),
  ),
});
