import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Judge } from '../../../src/judge/judge.ts';
import { sequesterAuthorityDer } from '../../../src/people/cast.ts';
import type { InvalidCertificate } from '../../../src/vocabulary/matchers/refuses-bootstrap.ts';

const slots: readonly (readonly [RequirementId, string])[] = [
  ['organization_bootstrap/user-certificate-signed-by-root', 'userCertificate'],
  ['organization_bootstrap/device-certificate-signed-by-root', 'deviceCertificate'],
  ['organization_bootstrap/redacted-user-certificate-signed-by-root', 'redactedUserCertificate'],
  ['organization_bootstrap/redacted-device-certificate-signed-by-root', 'redactedDeviceCertificate'],
  ['organization_bootstrap/sequester-authority-certificate-signed-by-root', 'sequesterCertificate'],
];

const signatureLength = 64;

function flipBit(signed: Uint8Array, index: number): Uint8Array {
  const copy = Uint8Array.from(signed);
  copy[index] = (copy[index] ?? 0) ^ 1;
  return copy;
}

function wrongSignatures(judge: Judge, slot: string) {
  const person = judge.cast.person('alice');
  return {
    honest: { person, ...(slot === 'sequesterCertificate' ? { sequester: sequesterAuthorityDer } : {}) },
    mistakes: {
      'signed by a stranger': { [slot]: { signedBy: judge.cast.signingKey('stranger') } },
      'signed by the new device': { [slot]: { signedBy: person.device.key } },
      'one bit of the signature flipped': { [slot]: { signed: (bytes: Uint8Array) => flipBit(bytes, 3) } },
      'one bit of the content flipped': {
        [slot]: { signed: (bytes: Uint8Array) => flipBit(bytes, signatureLength + 24) },
      },
    },
  };
}

/**
 * Certificates that the root key did not sign, per slot (BOOT-20), and a root key that signed none
 * of them (BOOT-21).
 */
export const signatureMistakes: readonly InvalidCertificate[] = [
  ...slots.map(
    ([requirement, slot]): InvalidCertificate => [requirement, (judge) => wrongSignatures(judge, slot)],
  ),
  [
    'organization_bootstrap/root-verify-key-is-the-signer',
    (judge) => ({
      mistakes: {
        'another root verify key': {
          command: { root_verify_key: judge.cast.signingKey('stranger').verifyKey },
        },
      },
    }),
  ],
];
