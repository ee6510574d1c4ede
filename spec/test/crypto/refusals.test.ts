// The inputs that every provider must refuse, each with a valid twin (KEYS-01, KEYS-03,
// spec/protocol/keys.md, spec/protocol/client-keys.md).
import { createHash } from 'node:crypto';
import { ED25519_TORSION_SUBGROUP, ed25519 } from '@noble/curves/ed25519.js';
import sodium from 'libsodium-wrappers-sumo';
import { beforeAll, describe, expect, test } from 'vitest';
import { constantTimeEqual, isUsableVerifyKey, syncCrypto, webCrypto } from '../../src/crypto/index.ts';
import { bytes, utf8 } from '../support/hex.ts';
import { providers } from '../support/providers.ts';

const order = 2n ** 252n + 27742317777372353535851937790883648493n;
const prime = 2n ** 255n - 19n;
const little = (value: bigint): Uint8Array => bytes(value.toString(16).padStart(64, '0')).reverse();
const number = (data: Uint8Array): bigint => BigInt(`0x${Buffer.from(data).reverse().toString('hex')}`);

const torsion = ED25519_TORSION_SUBGROUP.map(bytes);
const highBit = (point: Uint8Array): Uint8Array => point.with(31, (point[31] ?? 0) | 0x80);
// y written as y + p: only y below 19 has a second form.
const nonCanonical = Array.from({ length: 19 }, (_, index) => little(prime + BigInt(index)));
const badKeys = [...torsion, ...torsion.map(highBit), ...nonCanonical, ...nonCanonical.map(highBit)];

const seed = bytes('d544f66ece9c85d5b80275db9124b5f04bb038081622bed139c1e789c5217400');
const verifyKey = syncCrypto.verifyKeyOf(seed);
const message = utf8('hello');

beforeAll(() => sodium.ready);

/**
 * A signature that satisfies the equation although its R is a point of small order. Only the owner
 * of the seed can make it.
 */
function signatureWithSmallR(point: Uint8Array): Uint8Array {
  const secret = createHash('sha512').update(seed).digest();
  secret[0] = (secret[0] ?? 0) & 248;
  secret[31] = ((secret[31] ?? 0) & 63) | 64;
  const scalar = number(secret.subarray(0, 32));
  const challenge = number(createHash('sha512').update(point).update(verifyKey).update(message).digest());
  return Uint8Array.from([...point, ...little((challenge * scalar) % order)]);
}

describe.each(providers)('$name refuses', (crypto) => {
  test('verify keys of small order and non-canonical ones, as libsodium does, and no good one', async () => {
    expect(await crypto.verify(verifyKey, message, syncCrypto.sign(seed, message))).toBe(true);
    // R = identity, S = 0 satisfies the equation for the identity as key.
    const forged = Uint8Array.from([...little(1n), ...new Uint8Array(32)]);
    expect(ed25519.verify(forged, message, little(1n), { zip215: true })).toBe(true);
    for (const key of badKeys) {
      expect(sodium.crypto_sign_verify_detached(forged, message, key)).toBe(false);
      expect(await crypto.verify(key, message, forged)).toBe(false);
    }
  });

  test('an R of small order, as libsodium does', async () => {
    const forged = signatureWithSmallR(little(1n));
    expect(ed25519.verify(forged, message, verifyKey, { zip215: false })).toBe(true);
    for (const point of torsion) {
      const signature = signatureWithSmallR(point);
      expect(sodium.crypto_sign_verify_detached(signature, message, verifyKey)).toBe(false);
      expect(await crypto.verify(verifyKey, message, signature)).toBe(false);
    }
  });

  test('an S to which the order of the group is added', async () => {
    const signature = syncCrypto.sign(seed, message);
    const malleable = Uint8Array.from([
      ...signature.subarray(0, 32),
      ...little(number(signature.subarray(32)) + order),
    ]);
    expect(await crypto.verify(verifyKey, message, malleable)).toBe(false);
  });

  test('X25519 keys that contribute nothing or have a wrong size', async () => {
    const own = crypto.randomBytes(32);
    const zero = ['00', '01'].map((first) => bytes(first.padEnd(64, '0')));
    const eight = [
      'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
      '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
    ].map(bytes);
    const around = [-1n, 0n, 1n].map((offset) => little(prime + offset));
    for (const peer of [...zero, ...eight, ...around]) expect(await crypto.x25519(own, peer)).toBeUndefined();
    expect(await crypto.x25519(own, new Uint8Array(31).fill(9))).toBeUndefined();
    expect(await crypto.x25519(own, new Uint8Array(32).fill(9))).toHaveLength(32);
  });

  test('private keys of a wrong size, with an error that contains no byte of them', async () => {
    const wrong = new Uint8Array(31).fill(0xab);
    for (const act of [
      async () => crypto.sign(wrong, message),
      async () => crypto.verifyKeyOf(wrong),
      async () => crypto.publicKeyOf(wrong),
      async () => crypto.x25519(wrong, new Uint8Array(32)),
      async () => crypto.secretboxOpen(wrong, new Uint8Array(40)),
      async () => crypto.mac512(wrong, message),
    ]) {
      const error: unknown = await act().catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'key-size' });
      expect(String(error)).not.toMatch(/ab|171/);
    }
  });

  test('boxes that are too short for a nonce or a tag, under another key, or with a changed byte', () => {
    const key = new Uint8Array(32).fill(7);
    const box = crypto.secretboxSeal(key, new Uint8Array(24), utf8('plain'));
    expect(crypto.secretboxOpen(key, box)).toMatchObject({ ok: true });
    expect(crypto.secretboxOpen(key, box.subarray(0, 23))).toEqual({ ok: false, reason: 'nonce' });
    expect(crypto.secretboxOpen(key, box.subarray(0, 30))).toEqual({ ok: false, reason: 'decryption' });
    expect(crypto.secretboxOpen(key.with(0, 8), box)).toEqual({ ok: false, reason: 'decryption' });
    for (const index of box.keys()) {
      const changed = box.with(index, (box[index] ?? 0) ^ 1);
      expect(crypto.secretboxOpen(key, changed)).toEqual({ ok: false, reason: 'decryption' });
    }
  });

  test('Argon2id parameters out of range', async () => {
    const good = { memlimitKib: 8, opslimit: 1, parallelism: 1, salt: new Uint8Array(16) };
    expect(await crypto.argon2id(message, good)).toHaveLength(32);
    for (const change of [
      { memlimitKib: 7 },
      { memlimitKib: 0 },
      { opslimit: 0 },
      { parallelism: 0 },
      { parallelism: 2 },
      { salt: new Uint8Array(15) },
      { salt: new Uint8Array(17) },
      { memlimitKib: 0xffff_ffff },
      { memlimitKib: 131_072, opslimit: 0xffff_ffff },
    ]) {
      await expect(crypto.argon2id(message, { ...good, ...change })).rejects.toMatchObject({
        code: 'argon2id-parameters',
      });
    }
  });
});

test('a WebCrypto provider without Argon2id throws argon2id-missing', async () => {
  const bare = webCrypto(globalThis.crypto.subtle, (array) => globalThis.crypto.getRandomValues(array));
  const parameters = { memlimitKib: 8, opslimit: 1, parallelism: 1, salt: new Uint8Array(16) };
  await expect(bare.argon2id(message, parameters)).rejects.toMatchObject({ code: 'argon2id-missing' });
});

test('a verify key is usable only if it is canonical, on the curve and of large order', () => {
  expect(isUsableVerifyKey(verifyKey)).toBe(true);
  expect(isUsableVerifyKey(bytes('7e771d03da8ed86aaea5b82f2b3754984cb49023e9c51297b99c5c4fd0d2dc54'))).toBe(
    false,
  );
  for (const key of badKeys) expect(isUsableVerifyKey(key)).toBe(false);
  for (const size of [0, 31, 33]) expect(isUsableVerifyKey(new Uint8Array(size).fill(1))).toBe(false);
  expect(isUsableVerifyKey(new Uint8Array(32).fill(0xff))).toBe(false);
});

test('the comparison in constant time notices one bit and a missing byte', () => {
  expect(constantTimeEqual(utf8('token'), utf8('token'))).toBe(true);
  expect(constantTimeEqual(utf8('token'), utf8('tokeo'))).toBe(false);
  expect(constantTimeEqual(utf8('token'), utf8('toke'))).toBe(false);
  expect(constantTimeEqual(new Uint8Array(), new Uint8Array())).toBe(true);
});
