import type { CertificateContent } from '../../src/certificate/index.ts';
import type { Judge } from '../../src/judge/index.ts';
import type { InvalidCertificate } from '../../src/trials/index.ts';
import type { Instant } from '../../src/wire/index.ts';

/** What one field of a redacted certificate says instead of what the full one says. */
type Difference = (judge: Judge, at: Instant) => CertificateContent;

const rule = (
  requirement: InvalidCertificate[0],
  slot: 'redactedUserCertificate' | 'redactedDeviceCertificate',
  difference: Difference,
): InvalidCertificate => [
  requirement,
  (judge) => {
    const at = judge.now();
    const fields = difference(judge, at);
    return {
      honest: { at },
      faults: { [`redacted certificate with another ${Object.keys(fields).join()}`]: { [slot]: { fields } } },
    };
  },
];
const user = (requirement: InvalidCertificate[0], difference: Difference) =>
  rule(requirement, 'redactedUserCertificate', difference);
const device = (requirement: InvalidCertificate[0], difference: Difference) =>
  rule(requirement, 'redactedDeviceCertificate', difference);

/** Redacted certificates that hide too little, or differ from the full one in one field (BOOT-27, BOOT-28, BOOT-30 to BOOT-40). */
export const redactionFaults: readonly InvalidCertificate[] = [
  user('organization_bootstrap/redacted-user-has-no-handle', (judge) => {
    const { email, label } = judge.cast.person('alice');
    return { human_handle: [email, label] };
  }),
  user('organization_bootstrap/redacted-user-same-timestamp', (_, at) => ({ timestamp: at.plus(1) })),
  user('organization_bootstrap/redacted-user-same-user-id', (judge) => ({
    user_id: judge.cast.person('bob').userId,
  })),
  user('organization_bootstrap/redacted-user-same-public-key', (judge) => ({
    public_key: judge.cast.person('bob').privateKey.publicKey,
  })),
  user('organization_bootstrap/redacted-user-same-profile', () => ({ profile: 'STANDARD' })),
  user('organization_bootstrap/redacted-user-same-author', (judge) => ({
    author: judge.cast.person('bob').device.id,
  })),
  device('organization_bootstrap/redacted-device-has-no-label', (judge) => ({
    device_label: judge.cast.person('alice').device.label,
  })),
  device('organization_bootstrap/redacted-device-same-timestamp', (_, at) => ({ timestamp: at.plus(1) })),
  device('organization_bootstrap/redacted-device-same-user-id', (judge) => ({
    user_id: judge.cast.person('bob').userId,
  })),
  device('organization_bootstrap/redacted-device-same-device-id', (judge) => ({
    device_id: judge.cast.person('bob').device.id,
  })),
  device('organization_bootstrap/redacted-device-same-verify-key', (judge) => ({
    verify_key: judge.cast.person('bob').device.key.verifyKey,
  })),
  device('organization_bootstrap/redacted-device-same-author', (judge) => ({
    author: judge.cast.person('bob').device.id,
  })),
  device('organization_bootstrap/redacted-device-same-purpose', () => ({ purpose: 'PASSPHRASE_RECOVERY' })),
];
