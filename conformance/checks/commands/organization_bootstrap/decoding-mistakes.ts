import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Judge } from '../../../src/judge/judge.ts';
import { sequesterAuthorityDer } from '../../../src/people/cast.ts';
import { makeCertificate } from '../../../src/people/certificates.ts';
import type { InvalidCertificate } from '../../../src/vocabulary/matchers/refuses-bootstrap.ts';
import { undecodable } from '../../../src/vocabulary/matchers/refuses-certificate.ts';

type Slot =
  | 'userCertificate'
  | 'deviceCertificate'
  | 'redactedUserCertificate'
  | 'redactedDeviceCertificate'
  | 'sequesterCertificate';

const slots: readonly (readonly [RequirementId, Slot])[] = [
  ['organization_bootstrap/user-certificate-decodes', 'userCertificate'],
  ['organization_bootstrap/device-certificate-decodes', 'deviceCertificate'],
  ['organization_bootstrap/redacted-user-certificate-decodes', 'redactedUserCertificate'],
  ['organization_bootstrap/redacted-device-certificate-decodes', 'redactedDeviceCertificate'],
  ['organization_bootstrap/sequester-authority-certificate-decodes', 'sequesterCertificate'],
];

/** Certificates, all signed by the root key, in fields for another type (BOOT-26). */
function wrongTypes(judge: Judge) {
  const at = judge.now();
  const honest = { at, sequester: sequesterAuthorityDer };
  const { certificates, root, person } = judge.newBootstrap({ token: null }, honest);
  const revoked = makeCertificate(
    { type: 'revoked_user_certificate', author: null, timestamp: at, user_id: person.userId },
    root,
  );
  const put = (slot: string, certificate: Uint8Array) => ({ command: { [slot]: certificate } });
  return {
    honest,
    mistakes: {
      'device certificate in the user slot': put('user_certificate', certificates.device),
      'user certificate in the device slot': put('device_certificate', certificates.user),
      'revoked-user certificate in the user slot': put('user_certificate', revoked),
      'revoked-user certificate in the device slot': put('device_certificate', revoked),
      'device certificate in the redacted user slot': put(
        'redacted_user_certificate',
        certificates.redactedDevice,
      ),
      'user certificate in the redacted device slot': put(
        'redacted_device_certificate',
        certificates.redactedUser,
      ),
      'user certificate in the sequester slot': put('sequester_authority_certificate', certificates.user),
    },
  };
}

/**
 * Certificates that do not decode, for each field, and certificates in the wrong field (BOOT-15 to
 * BOOT-19, BOOT-26).
 */
export const decodingMistakes: readonly InvalidCertificate[] = [
  ...slots.map(
    ([requirement, slot]): InvalidCertificate => [
      requirement,
      () => ({
        honest: slot === 'sequesterCertificate' ? { sequester: sequesterAuthorityDer } : {},
        mistakes: Object.fromEntries(
          Object.entries(undecodable).map(([mistake, change]) => [mistake, { [slot]: change }]),
        ),
      }),
    ],
  ),
  ['organization_bootstrap/type-of-slot', wrongTypes],
];
