import { ed25519 } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isUsableVerifyKey } from '../../src/crypto/index.ts';
import { isPlainPoint } from '../../src/crypto/verify-key.ts';

const isPoint = (bytes: Uint8Array): boolean => {
  try {
    ed25519.Point.fromBytes(bytes, false);
    return true;
  } catch {
    return false;
  }
};
const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });

test('a key is usable exactly when another library finds its point, and it is no odd one', () => {
  let usable = 0;
  fc.assert(
    fc.property(bytes32, (bytes) => {
      const expected = isPlainPoint(bytes) && isPoint(bytes);
      usable += Number(expected);
      expect(isUsableVerifyKey(bytes)).toBe(expected);
    }),
    { numRuns: 2000 },
  );
  // About half of all texts are points: both answers were seen.
  expect(usable).toBeGreaterThan(500);
  expect(usable).toBeLessThan(1500);
});

test('every key that signs is usable', () => {
  fc.assert(
    fc.property(bytes32, (seed) => isUsableVerifyKey(ed25519.getPublicKey(seed))),
    { numRuns: 200 },
  );
});
