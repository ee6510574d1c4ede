import type { FoundingParts } from '../../src/certificate/index.ts';
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

  for (const kind of ['user', 'device'] as const) {
    verifies('keys/sizes-in-certificates', { case: `${kind}-key-of-${length}` }, async (judge) => {
      const organization = await judge.organization();
      const alice = judge.cast.person('alice');
      const parts: Partial<FoundingParts> =
        kind === 'user'
          ? { user: { public_key: sized(alice.privateKey.publicKey, length) } }
          : { deviceFields: { verify_key: sized(alice.device.key.verifyKey, length) } };
      await judge.twin({
        broken: () => judge.bootstrap(organization, parts),
        refused: 'invalid_certificate',
        valid: () => judge.bootstrap(organization),
      });
    });
  }
}
