import type { CertificateContent } from '../../src/certificate/index.ts';
import type { Judge } from '../../src/judge/index.ts';
import type { Instant } from '../../src/wire/index.ts';
import type { EnrolmentRule } from './enrolment-faults.ts';
import { slots } from './slots.ts';

/** The same other content in both user certificates, in both device certificates, and in each of the four alone. */
const apart = (fields: CertificateContent) => ({
  'both user certificates': { user: fields },
  'both device certificates': { deviceFields: fields },
  ...Object.fromEntries(slots.map(([name, slot]) => [name, { [slot]: { fields } }])),
});

/** What one field of a redacted certificate says instead of what the full one says. */
type Differences = (judge: Judge, at: Instant) => Readonly<Record<string, unknown>>;

const differing = (
  requirement: EnrolmentRule[0],
  slot: 'redactedUserCertificate' | 'redactedDeviceCertificate',
  differences: Differences,
): EnrolmentRule => [
  requirement,
  (judge) => {
    const at = judge.now();
    const faults = Object.entries(differences(judge, at)).map(([field, value]) => [
      `redacted certificate with another ${field}`,
      { [slot]: { fields: { [field]: value } } },
    ]);
    return { honest: { at }, faults: Object.fromEntries(faults) };
  },
];

/** What the four certificates must be to each other (USER-06 to USER-10). */
export const coherenceFaults: readonly EnrolmentRule[] = [
  [
    'user_create/one-timestamp',
    (judge) => {
      const at = judge.now();
      return { honest: { at }, faults: apart({ timestamp: at.plus(1) }) };
    },
  ],
  ['user_create/one-user', (judge) => ({ faults: apart({ user_id: judge.cast.person('carol').userId }) })],
  [
    'user_create/user-certificate-not-redacted',
    () => ({ faults: { 'full user certificate without handle': { user: { human_handle: null } } } }),
  ],
  [
    'user_create/device-certificate-not-redacted',
    () => ({ faults: { 'full device certificate without label': { deviceFields: { device_label: null } } } }),
  ],
  differing('user_create/redacted-user-has-no-handle', 'redactedUserCertificate', (judge) => {
    const { email, label } = judge.cast.person('bob');
    return { human_handle: [email, label] };
  }),
  differing('user_create/redacted-user-agrees', 'redactedUserCertificate', (judge, at) => ({
    author: judge.cast.device('elsewhere').id,
    timestamp: at.plus(1),
    user_id: judge.cast.person('carol').userId,
    public_key: judge.cast.person('carol').privateKey.publicKey,
    algorithm: 'RSA',
    profile: 'ADMIN',
  })),
  differing('user_create/redacted-device-has-no-label', 'redactedDeviceCertificate', (judge) => ({
    device_label: judge.cast.person('bob').device.label,
  })),
  differing('user_create/redacted-device-agrees', 'redactedDeviceCertificate', (judge, at) => ({
    author: judge.cast.device('elsewhere').id,
    timestamp: at.plus(1),
    user_id: judge.cast.person('carol').userId,
    device_id: judge.cast.person('carol').device.id,
    verify_key: judge.cast.person('carol').device.key.verifyKey,
    algorithm: 'RSA',
    purpose: 'PASSPHRASE_RECOVERY',
  })),
];
