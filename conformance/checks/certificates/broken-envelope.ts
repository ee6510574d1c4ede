import type { RequirementId } from '@parsec-spec/spec/requirements';
import { verifies } from '../../src/judge/verifies.ts';
import { sequesterAuthorityDer } from '../../src/people/cast.ts';
import type { CertificateChange } from '../../src/people/certificates.ts';
import { refusesBootstrap } from '../../src/vocabulary/matchers/refuses-bootstrap.ts';
import { refusedAtEnrolment } from '../../src/vocabulary/matchers/refuses-certificate.ts';

// The envelope is the same in both commands, so each type of certificate is tested in one of them.
const atEnrolment = { user: 'userCertificate', 'redacted-device': 'redactedDeviceCertificate' } as const;
const atBootstrap = {
  device: 'deviceCertificate',
  'redacted-user': 'redactedUserCertificate',
  'sequester-authority': 'sequesterCertificate',
} as const;

/** Mistakes of the envelope with a valid signature, by the rule that each breaks. */
const mistakes = {
  'certificates/format-byte': {
    one: { version: 1 },
    255: { version: 0xff },
    // The content begins with the first byte of the frame itself, because the version byte is
    // missing.
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

for (const [rule, changes] of Object.entries(mistakes) as [keyof typeof mistakes, object][]) {
  for (const [name, slot] of Object.entries(atEnrolment))
    for (const [mistake, change] of Object.entries(changes))
      verifies(rule, { case: `${mistake}-${name}` }, (judge) =>
        refusedAtEnrolment(judge, { [slot]: change }),
      );
  for (const [name, slot] of Object.entries(atBootstrap))
    verifies(rule, { case: name }, (judge) =>
      refusesBootstrap(judge, {
        mistakes: Object.fromEntries(
          Object.entries(changes).map(([mistake, change]) => [mistake, { [slot]: change }]),
        ),
        honest: { sequester: sequesterAuthorityDer },
      }),
    );
}
