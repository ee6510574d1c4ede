import type { Judge } from '../../../src/judge/judge.ts';
import type { CertificateContent } from '../../../src/people/certificates.ts';
import { nearBytes, nearIds } from '../../../src/vocabulary/matchers/near-bytes.ts';
import type { InvalidCertificate } from '../../../src/vocabulary/matchers/refuses-bootstrap.ts';
import type { Instant } from '../../../src/wire/values.ts';

/**
 * Alters one field of a redacted certificate that must equal the field of the full one.
 */
type Difference = (judge: Judge, at: Instant) => readonly CertificateContent[];

const rule = (
  requirement: InvalidCertificate[0],
  slot: 'redactedUserCertificate' | 'redactedDeviceCertificate',
  difference: Difference,
): InvalidCertificate => [
  requirement,
  (judge) => {
    const at = judge.now();
    const mistakes = difference(judge, at).map((fields, way) => [
      `redacted certificate with another ${Object.keys(fields).join()} (${way + 1})`,
      { [slot]: { fields } },
    ]);
    return { honest: { at }, mistakes: Object.fromEntries(mistakes) };
  },
];
const user = (requirement: InvalidCertificate[0], difference: Difference) =>
  rule(requirement, 'redactedUserCertificate', difference);
const device = (requirement: InvalidCertificate[0], difference: Difference) =>
  rule(requirement, 'redactedDeviceCertificate', difference);

const other = (judge: Judge) => judge.cast.person('bob');
const alice = (judge: Judge) => judge.cast.person('alice');
const oneMicrosecondOff: Difference = (_, at) => [1, -1].map((micros) => ({ timestamp: at.plus(micros) }));

/**
 * Redacted certificates that reveal too much, or differ from the full one in one field (BOOT-27,
 * BOOT-28, BOOT-30 to BOOT-40).
 */
export const redactionMistakes: readonly InvalidCertificate[] = [
  user('organization_bootstrap/redacted-user-has-no-handle', (judge) => {
    const { email, label } = alice(judge);
    return [{ human_handle: [email, label] }];
  }),
  user('organization_bootstrap/redacted-user-same-timestamp', oneMicrosecondOff),
  user('organization_bootstrap/redacted-user-same-user-id', (judge) =>
    [other(judge).userId, ...nearIds(alice(judge).userId)].map((user_id) => ({ user_id })),
  ),
  user('organization_bootstrap/redacted-user-same-public-key', (judge) =>
    [other(judge).privateKey.publicKey, ...nearBytes(alice(judge).privateKey.publicKey)].map(
      (public_key) => ({ public_key }),
    ),
  ),
  user('organization_bootstrap/redacted-user-same-profile', () =>
    ['STANDARD', 'OUTSIDER'].map((profile) => ({ profile })),
  ),
  user('organization_bootstrap/redacted-user-same-author', (judge) => [{ author: other(judge).device.id }]),
  device('organization_bootstrap/redacted-device-has-no-label', (judge) => [
    { device_label: alice(judge).device.label },
  ]),
  device('organization_bootstrap/redacted-device-same-timestamp', oneMicrosecondOff),
  device('organization_bootstrap/redacted-device-same-user-id', (judge) =>
    [other(judge).userId, ...nearIds(alice(judge).userId)].map((user_id) => ({ user_id })),
  ),
  device('organization_bootstrap/redacted-device-same-device-id', (judge) =>
    [other(judge).device.id, ...nearIds(alice(judge).device.id)].map((device_id) => ({ device_id })),
  ),
  device('organization_bootstrap/redacted-device-same-verify-key', (judge) =>
    [other(judge).device.key.verifyKey, ...nearBytes(alice(judge).device.key.verifyKey)].map(
      (verify_key) => ({ verify_key }),
    ),
  ),
  device('organization_bootstrap/redacted-device-same-author', (judge) => [
    { author: other(judge).device.id },
  ]),
  device('organization_bootstrap/redacted-device-same-purpose', () => [{ purpose: 'PASSPHRASE_RECOVERY' }]),
];
