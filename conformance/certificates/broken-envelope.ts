import type { RequirementId } from '@parsec-spec/spec/requirements';
import { sequesterAuthorityDer } from '../src/cast/index.ts';
import type { CertificateChange } from '../src/certificate/index.ts';
import { refusedAtEnrolment, refuses } from '../src/trials/index.ts';
import { verifies } from '../src/verifies/index.ts';

// The envelope is one: of each kind of certificate it is tried at either, an enrolment or a bootstrap.
const atEnrolment = { user: 'userCertificate', 'redacted-device': 'redactedDeviceCertificate' } as const;
const atBootstrap = {
  device: 'deviceCertificate',
  'redacted-user': 'redactedUserCertificate',
  'sequester-authority': 'sequesterCertificate',
} as const;

/** Faults of the envelope by the rule that each breaks, under a signature that verifies. */
const faults = {
  'certificates/format-byte': {
    one: { version: 1 },
    255: { version: 0xff },
    // The content begins with the frame's own first byte instead.
    absent: { version: 0x28, frame: (_, frame) => frame.subarray(1) },
  },
  'certificates/compressed': { 'raw-msgpack': { frame: (document) => document } },
  'certificates/frame-complete': {
    'last-byte': { frame: (_, frame) => frame.subarray(0, -1) },
    half: { frame: (_, frame) => frame.subarray(0, frame.length >> 1) },
    'header-alone': { frame: (_, frame) => frame.subarray(0, 6) },
    none: { frame: () => new Uint8Array() },
  },
} satisfies Partial<Record<RequirementId, Readonly<Record<string, CertificateChange>>>>;

for (const [rule, changes] of Object.entries(faults) as [keyof typeof faults, object][]) {
  for (const [name, slot] of Object.entries(atEnrolment))
    for (const [fault, change] of Object.entries(changes))
      verifies(rule, { case: `${fault}-${name}` }, (judge) => refusedAtEnrolment(judge, { [slot]: change }));
  for (const [name, slot] of Object.entries(atBootstrap))
    verifies(rule, { case: name }, (judge) =>
      refuses(judge, {
        faults: Object.fromEntries(
          Object.entries(changes).map(([fault, change]) => [fault, { [slot]: change }]),
        ),
        honest: { sequester: sequesterAuthorityDer },
      }),
    );
}
