import { syncCrypto } from '@parsec-spec/spec/crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fastestCrypto } from '../../src/serve/fastest-crypto.ts';

const fast = await fastestCrypto();
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const smallOrder = [
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  `ec${'ff'.repeat(30)}7f`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
].map((hex) => Uint8Array.from(Buffer.from(hex, 'hex')));

test('the native build is installed in this project', () => {
  expect(fast.name).toBe('node:crypto, verifying by libsodium');
});

test('both accept every valid signature, of messages of any length', () => {
  fc.assert(
    fc.property(bytes(32), fc.uint8Array({ maxLength: 300 }), (seed, message) => {
      const signature = syncCrypto.sign(seed, message);
      const key = syncCrypto.verifyKeyOf(seed);
      expect([fast, syncCrypto].map((one) => one.verify(key, message, signature))).toEqual([true, true]);
    }),
    { numRuns: 200 },
  );
});

test('both refuse a signature, message or key with one flipped bit', () => {
  fc.assert(
    fc.property(
      bytes(32),
      bytes(40),
      fc.nat({ max: 64 * 8 - 1 }),
      fc.constantFrom(0, 1, 2),
      (seed, message, bit, which) => {
        const parts = [syncCrypto.verifyKeyOf(seed), message, syncCrypto.sign(seed, message)] as const;
        const changed = parts.map((part) => Uint8Array.from(part));
        const target = changed[which] as Uint8Array;
        const at = (bit >> 3) % target.length;
        target[at] = (target[at] ?? 0) ^ (1 << (bit & 7));
        const [key, text, signature] = changed as [Uint8Array, Uint8Array, Uint8Array];
        expect([fast, syncCrypto].map((one) => one.verify(key, text, signature))).toEqual([false, false]);
      },
    ),
    { numRuns: 300 },
  );
});

test('both refuse the same: keys and nonces of small order, scalars beyond the group, wrong sizes', () => {
  const seed = new Uint8Array(32).fill(7);
  const message = Buffer.from('message');
  const key = syncCrypto.verifyKeyOf(seed);
  const good = syncCrypto.sign(seed, message);
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const scalar = BigInt(`0x${Buffer.from(good.subarray(32)).reverse().toString('hex')}`) + order;
  const beyond = Buffer.concat([
    good.subarray(0, 32),
    Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex').reverse(),
  ]);
  const cases: readonly (readonly [Uint8Array, Uint8Array])[] = [
    ...smallOrder.map((point) => [point, good] as const),
    ...smallOrder.map((point) => [point, new Uint8Array(64)] as const),
    ...smallOrder.map((point) => [key, Buffer.concat([point, good.subarray(32)])] as const),
    [key, beyond],
    [key.subarray(1), good],
    [key, good.subarray(1)],
    [new Uint8Array(33), good],
  ];
  for (const [verifyKey, signature] of cases) {
    expect([fast, syncCrypto].map((one) => one.verify(verifyKey, message, signature))).toEqual([
      false,
      false,
    ]);
  }
  expect(fast.verify(key, message, good)).toBe(true);
});
