import type { Judge } from '../../../src/judge/judge.ts';
import type { CertificateContent } from '../../../src/people/certificates.ts';
import { nearBytes, nearIds } from '../../../src/vocabulary/matchers/near-bytes.ts';
import type { Instant } from '../../../src/wire/values.ts';
import { type EnrolmentRule, slots } from './enrolment-mistakes.ts';

/**
 * The same altered content in both user certificates, in both device certificates, and in each of
 * the four alone.
 */
const mistakesInEach = (fields: CertificateContent, how = '') => ({
  [`both user certificates${how}`]: { user: fields },
  [`both device certificates${how}`]: { deviceFields: fields },
  ...Object.fromEntries(slots.map(([name, slot]) => [`${name}${how}`, { [slot]: { fields } }])),
});

/** Altered contents of single fields of a redacted certificate. */
type Differences = (judge: Judge, at: Instant) => readonly CertificateContent[];

const differenceRule = (
  requirement: EnrolmentRule[0],
  slot: 'redactedUserCertificate' | 'redactedDeviceCertificate',
  differences: Differences,
): EnrolmentRule => [
  requirement,
  (judge) => {
    const at = judge.now();
    const mistakes = differences(judge, at).map((fields, way) => [
      `redacted certificate with another ${Object.keys(fields).join()} (${way + 1})`,
      { [slot]: { fields } },
    ]);
    return { honest: { at }, mistakes: Object.fromEntries(mistakes) };
  },
];

/** Requirements on the coherence of the four certificates (USER-06 to USER-10). */
export const coherenceMistakes: readonly EnrolmentRule[] = [
  [
    'user_create/one-timestamp',
    (judge) => {
      const at = judge.now();
      const mistakes = {
        ...mistakesInEach({ timestamp: at.plus(1) }),
        ...mistakesInEach({ timestamp: at.plus(-1) }, ', earlier'),
      };
      return { honest: { at }, mistakes };
    },
  ],
  [
    'user_create/one-user',
    (judge) => {
      const [first, last] = nearIds(judge.cast.person('bob').userId);
      return {
        mistakes: {
          ...mistakesInEach({ user_id: judge.cast.person('carol').userId }),
          'a device of a user with another first byte': { deviceFields: { user_id: first } },
          'a device of a user with another last byte': { deviceFields: { user_id: last } },
        },
      };
    },
  ],
  [
    'user_create/user-certificate-not-redacted',
    () => ({ mistakes: { 'full user certificate without handle': { user: { human_handle: null } } } }),
  ],
  [
    'user_create/device-certificate-not-redacted',
    () => ({
      mistakes: { 'full device certificate without label': { deviceFields: { device_label: null } } },
    }),
  ],
  differenceRule('user_create/redacted-user-has-no-handle', 'redactedUserCertificate', (judge) => {
    const { email, label } = judge.cast.person('bob');
    return [{ human_handle: [email, label] }];
  }),
  differenceRule('user_create/redacted-user-agrees', 'redactedUserCertificate', (judge, at) => [
    { author: judge.cast.device('elsewhere').id },
    { timestamp: at.plus(1) },
    { user_id: judge.cast.person('carol').userId },
    ...[
      judge.cast.person('carol').privateKey.publicKey,
      ...nearBytes(judge.cast.person('bob').privateKey.publicKey),
    ].map((public_key) => ({ public_key })),
    { algorithm: 'RSA' },
    { profile: 'ADMIN' },
    { profile: 'OUTSIDER' },
  ]),
  differenceRule('user_create/redacted-device-has-no-label', 'redactedDeviceCertificate', (judge) => [
    { device_label: judge.cast.person('bob').device.label },
  ]),
  differenceRule('user_create/redacted-device-agrees', 'redactedDeviceCertificate', (judge, at) => [
    { author: judge.cast.device('elsewhere').id },
    { timestamp: at.plus(1) },
    { user_id: judge.cast.person('carol').userId },
    ...[judge.cast.person('carol').device.id, ...nearIds(judge.cast.person('bob').device.id)].map(
      (device_id) => ({ device_id }),
    ),
    ...[
      judge.cast.person('carol').device.key.verifyKey,
      ...nearBytes(judge.cast.person('bob').device.key.verifyKey),
    ].map((verify_key) => ({ verify_key })),
    { algorithm: 'RSA' },
    { purpose: 'PASSPHRASE_RECOVERY' },
  ]),
];
