import { refusedAtBootstrap, refusedAtEnrolment } from '../../src/trials/index.ts';
import { verifies } from '../../src/verifies/index.ts';

/** A key with bytes cut off or appended. */
const sized = (key: Uint8Array, length: number): Uint8Array =>
  Buffer.concat([key, Buffer.alloc(Math.max(0, length - key.length))]).subarray(0, length);

for (const length of [31, 33, 0, 64]) {
  verifies('keys/sizes-in-commands', { case: `root-key-of-${length}` }, async (judge) => {
    const organization = await judge.organization();
    const root_verify_key = sized(judge.cast.signingKey('root').verifyKey, length);
    await judge.twin({
      broken: () => judge.bootstrap(organization, { command: { root_verify_key } }),
      refused: 415,
      valid: () => judge.bootstrap(organization),
    });
  });

  // The same fields are read at an enrolment and at a bootstrap.
  verifies('keys/sizes-in-certificates', { case: `user-key-of-${length}` }, (judge) => {
    const { publicKey } = judge.cast.person('alice').privateKey;
    return refusedAtEnrolment(judge, { user: { public_key: sized(publicKey, length) } });
  });

  verifies('keys/sizes-in-certificates', { case: `device-key-of-${length}` }, (judge) => {
    const { verifyKey } = judge.cast.person('alice').device.key;
    return refusedAtBootstrap(judge, { deviceFields: { verify_key: sized(verifyKey, length) } });
  });
}
