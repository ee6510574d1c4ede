import { refusedAtEnrolment } from '../../../src/case/matchers/refuses-certificate.ts';
import { refusesFounding } from '../../../src/case/matchers/refuses-founding.ts';
import { verifies } from '../../../src/case/verifies.ts';

/** A key, shortened or extended to a length. */
const sized = (key: Uint8Array, length: number): Uint8Array =>
  Buffer.concat([key, Buffer.alloc(Math.max(0, length - key.length))]).subarray(0, length);

const lengths = [31, 33, 0, 64];

/** Builds a part from a key of each of these lengths. */
const ofLengths = <Part>(key: Uint8Array, part: (key: Uint8Array) => Part): Record<string, Part> =>
  Object.fromEntries(lengths.map((length) => [`a key of ${length} bytes`, part(sized(key, length))]));

verifies(
  ['keys/sizes-in-commands', 'organization_bootstrap/root-verify-key-length'],
  { case: 'root-key' },
  (judge) => {
    const { verifyKey } = judge.cast.signingKey('root');
    const faults = ofLengths(verifyKey, (root_verify_key) => ({ command: { root_verify_key } }));
    return refusesFounding(judge, { faults, refused: 415 });
  },
);

// The same fields are parsed at an enrolment and at a bootstrap.
for (const length of lengths) {
  verifies('keys/sizes-in-certificates', { case: `user-key-of-${length}` }, (judge) => {
    const { publicKey } = judge.cast.person('alice').privateKey;
    return refusedAtEnrolment(judge, { user: { public_key: sized(publicKey, length) } });
  });
}

verifies('keys/sizes-in-certificates', { case: 'device-key' }, (judge) => {
  const { verifyKey } = judge.cast.person('alice').device.key;
  return refusesFounding(judge, {
    faults: ofLengths(verifyKey, (verify_key) => ({ deviceFields: { verify_key } })),
  });
});
