import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isUsableVerifyKey } from '../../src/crypto/index.ts';
import { isPlainPoint } from '../../src/crypto/verify-key.ts';

const p = 2n ** 255n - 19n;
const d = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base % p, rest = exponent; rest > 0n; square = (square * square) % p, rest >>= 1n)
    if (rest & 1n) result = (result * square) % p;
  return result;
}

/** Euler's criterion: x² = (y² − 1) / (d·y² + 1) has a root. */
function isOnCurve(bytes: Uint8Array): boolean {
  const y = BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`) & (2n ** 255n - 1n);
  const square = (y * y) % p;
  const product = ((square - 1n + p) * (d * square + 1n)) % p;
  return power(product, (p - 1n) / 2n) !== p - 1n;
}

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });

test('a key is usable exactly if its point is on the curve and not of small order', () => {
  let usable = 0;
  fc.assert(
    fc.property(bytes32, (bytes) => {
      const expected = isPlainPoint(bytes) && isOnCurve(bytes);
      usable += Number(expected);
      expect(isUsableVerifyKey(bytes)).toBe(expected);
    }),
    { numRuns: 500 },
  );
  // About half of all encodings are points, so both results occur.
  expect(usable).toBeGreaterThan(100);
  expect(usable).toBeLessThan(400);
});

test('every generated key is usable', () => {
  for (let index = 0; index < 100; index++) {
    const { x = '' } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
    expect(isUsableVerifyKey(Buffer.from(x, 'base64url'))).toBe(true);
  }
});
