import type { RequirementId } from '@parsec-spec/spec/requirements';
import { sequesterAuthorityDer } from '../src/cast/index.ts';
import type { CertificateChange } from '../src/certificate/index.ts';
import { refusedAtEnrolment } from '../src/trials/index.ts';
import { verifies } from '../src/verifies/index.ts';

const slots = {
  user: 'userCertificate',
  device: 'deviceCertificate',
  'redacted-user': 'redactedUserCertificate',
  'redacted-device': 'redactedDeviceCertificate',
  'sequester-authority': 'sequesterCertificate',
} as const;

/** Tried at an enrolment, the others at a bootstrap: the envelope is one, and of each kind one is at either. */
const isEnrolled = ['user', 'redacted-device'];

/** One fault of the envelope each, under a signature that verifies. */
const faults: readonly (readonly [RequirementId, string, CertificateChange])[] = [
  ['certificates/format-byte', 'one', { version: 1 }],
  ['certificates/format-byte', '255', { version: 0xff }],
  // The content begins with the frame's own first byte instead.
  ['certificates/format-byte', 'absent', { version: 0x28, frame: (_, frame) => frame.subarray(1) }],
  ['certificates/compressed', 'raw-msgpack', { frame: (document) => document }],
  ['certificates/frame-complete', 'last-byte', { frame: (_, frame) => frame.subarray(0, -1) }],
  ['certificates/frame-complete', 'half', { frame: (_, frame) => frame.subarray(0, frame.length >> 1) }],
  ['certificates/frame-complete', 'header-alone', { frame: (_, frame) => frame.subarray(0, 6) }],
  ['certificates/frame-complete', 'none', { frame: () => new Uint8Array() }],
];

for (const [name, slot] of Object.entries(slots)) {
  for (const [rule, fault, change] of faults) {
    verifies(rule, { case: `${fault}-${name}` }, async (judge) => {
      if (isEnrolled.includes(name)) return refusedAtEnrolment(judge, { [slot]: change });
      const organization = await judge.organization();
      const sequester = sequesterAuthorityDer;
      await judge.twin({
        broken: () => judge.bootstrap(organization, { sequester, [slot]: change }),
        refused: 'invalid_certificate',
        valid: () => judge.bootstrap(organization, { sequester }),
      });
    });
  }
}
