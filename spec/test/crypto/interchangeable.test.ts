// Compares the providers with each other, and with libsodium and noble, which none of them uses for
// the same function.
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { argon2id } from '@noble/hashes/argon2.js';
import { sha256 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import sodium from 'libsodium-wrappers-sumo';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  formatRecoveryPassphrase,
  parseRecoveryPassphrase,
  sealedBoxOpen,
  sealedBoxSeal,
  syncCrypto,
} from '../../src/crypto/index.ts';
import { providers } from '../support/providers.ts';

const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
const data = fc.uint8Array({ maxLength: 300 });
const runs = { numRuns: 40 };

beforeAll(() => sodium.ready);

describe.each(providers)('$name, beside libsodium and noble,', (crypto) => {
  test('makes the same signatures, and verifies those of the others', async () => {
    await fc.assert(
      fc.asyncProperty(key, data, async (seed, message) => {
        const pair = sodium.crypto_sign_seed_keypair(seed);
        const theirs = sodium.crypto_sign_detached(message, pair.privateKey);
        expect(await crypto.verifyKeyOf(seed)).toEqual(pair.publicKey);
        expect(await crypto.sign(seed, message)).toEqual(theirs);
        expect(ed25519.sign(message, seed)).toEqual(theirs);
        expect(await crypto.verify(pair.publicKey, message, theirs)).toBe(true);
      }),
      runs,
    );
  });

  test('refuses a changed bit in key, message or signature', async () => {
    const change = fc.record({ byte: fc.nat(), bit: fc.nat(7), where: fc.constantFrom(0, 1, 2) });
    await fc.assert(
      fc.asyncProperty(
        key,
        fc.uint8Array({ minLength: 1, maxLength: 64 }),
        change,
        async (seed, message, { byte, bit, where }) => {
          const parts = [syncCrypto.verifyKeyOf(seed), message, syncCrypto.sign(seed, message)].map((part) =>
            part.slice(),
          );
          const [verifyKey, text, signature] = parts as [Uint8Array, Uint8Array, Uint8Array];
          expect(await crypto.verify(verifyKey, text, signature)).toBe(true);
          const changed = parts[where] as Uint8Array;
          changed[byte % changed.length] = (changed[byte % changed.length] ?? 0) ^ (1 << bit);
          expect(await crypto.verify(verifyKey, text, signature)).toBe(false);
        },
      ),
      runs,
    );
  });

  test('agrees on X25519 and its public keys', async () => {
    await fc.assert(
      fc.asyncProperty(key, key, async (own, other) => {
        const peer = x25519.getPublicKey(other);
        expect(await crypto.publicKeyOf(own)).toEqual(sodium.crypto_scalarmult_base(own));
        expect(await crypto.x25519(own, peer)).toEqual(sodium.crypto_scalarmult(own, peer));
      }),
      runs,
    );
  });

  test('agrees on SHA-256, secretbox and MAC', async () => {
    await fc.assert(
      fc.asyncProperty(
        key,
        data,
        fc.uint8Array({ minLength: 24, maxLength: 24 }),
        async (secret, plain, nonce) => {
          expect(await crypto.sha256(plain)).toEqual(sha256(plain));
          const box = crypto.secretboxSeal(secret, nonce, plain);
          expect(sodium.crypto_secretbox_open_easy(box.subarray(24), box.subarray(0, 24), secret)).toEqual(
            plain,
          );
          expect(crypto.secretboxOpen(secret, box)).toEqual({ ok: true, plain });
          expect(crypto.mac512(secret, plain)).toEqual(sodium.crypto_generichash(64, plain, secret));
        },
      ),
      runs,
    );
  });

  test('opens their sealed boxes, and they open its own', async () => {
    await fc.assert(
      fc.asyncProperty(key, data, async (own, plain) => {
        const recipient = sodium.crypto_scalarmult_base(own);
        const ours = await sealedBoxSeal(crypto, recipient, plain);
        expect(sodium.crypto_box_seal_open(ours, recipient, own)).toEqual(plain);
        expect(await sealedBoxOpen(crypto, own, sodium.crypto_box_seal(plain, recipient))).toEqual({
          ok: true,
          plain,
        });
      }),
      runs,
    );
  });

  test('agrees on Argon2id, with one and with two lanes', async () => {
    for (const parallelism of [1, 2]) {
      const salt = crypto.randomBytes(16);
      const parameters = { memlimitKib: 64, opslimit: 2, parallelism, salt };
      const password = new TextEncoder().encode('pässwörd €');
      const oracle = argon2id(password, salt, { m: 64, t: 2, p: parallelism, dkLen: 32 });
      expect(await crypto.argon2id(password, parameters)).toEqual(oracle);
    }
  });

  test('draws random bytes of the requested length, also beyond 65,536 bytes', () => {
    expect(crypto.randomBytes(0)).toHaveLength(0);
    const many = crypto.randomBytes(70_000);
    expect(many).toHaveLength(70_000);
    expect(many.subarray(69_900).some((byte) => byte !== 0)).toBe(true);
    expect(crypto.randomBytes(32)).not.toEqual(crypto.randomBytes(32));
  });
});

test('every key survives a round trip through a recovery passphrase', () => {
  fc.assert(
    fc.property(key, (secret) => {
      const text = formatRecoveryPassphrase(secret);
      expect(text).toMatch(/^([A-Z2-7]{4}-){12}[A-Z2-7]{3}[AQ]$/);
      expect(parseRecoveryPassphrase(text)).toEqual({ ok: true, key: secret });
    }),
  );
});
