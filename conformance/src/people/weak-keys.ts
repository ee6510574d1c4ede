import { SigningKey, sodium } from './keys.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));

/** Every encoding of the eight points whose order divides 8 that some library accepts. */
export const smallOrder = {
  identity: hex(`01${'00'.repeat(31)}`),
  'order-2': hex(`ec${'ff'.repeat(30)}7f`),
  'order-4': hex('00'.repeat(32)),
  'order-4-negative': hex(`${'00'.repeat(31)}80`),
  'order-8-a': hex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'),
  'order-8-a-negative': hex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85'),
  'order-8-b': hex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'),
  'order-8-b-negative': hex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa'),
  'identity-negative': hex(`01${'00'.repeat(30)}80`),
  'order-2-negative': hex(`ec${'ff'.repeat(31)}`),
  'zero-as-prime': hex(`ed${'ff'.repeat(30)}7f`),
  'one-as-prime-and-one': hex(`ee${'ff'.repeat(30)}7f`),
};

/** The order of the base point of Ed25519, little-endian. */
const groupOrder = Buffer.from('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010', 'hex');

/**
 * A verify key of small order (KEYS-03). It has no secret key, but anyone can make signatures that
 * satisfy the equation of Ed25519, S·B = R + h·A. The order of A divides 8, so h·A is the identity
 * if h is a multiple of 8. Then any S with R = S·B satisfies the equation.
 *
 * A verifier that checks only the equation accepts such signatures. libsodium refuses the key.
 */
export class SmallOrderKey extends SigningKey {
  override readonly verifyKey: Uint8Array;

  /**
   * @param point - 32 bytes of a point whose order divides 8
   * @param seed - determines the signatures
   */
  constructor(point: Uint8Array, seed: Uint8Array) {
    super(seed);
    this.verifyKey = point;
  }

  override sign(message: Uint8Array): Uint8Array {
    for (let counter = 0; ; counter += 1) {
      const wide = sodium.crypto_generichash(
        64,
        Buffer.concat([message, Buffer.from(`${counter}`)]),
        this.seed,
      );
      const scalar = sodium.crypto_core_ed25519_scalar_reduce(wide);
      const point = sodium.crypto_scalarmult_ed25519_base_noclamp(scalar);
      const hash = sodium.crypto_hash_sha512(Buffer.concat([point, this.verifyKey, message]));
      const challenge = sodium.crypto_core_ed25519_scalar_reduce(hash);
      if ((challenge[0] ?? 1) % 8 === 0) return Buffer.concat([point, scalar]);
    }
  }
}

/**
 * The same signature with the order of the base point added to S. It satisfies the equation, but
 * libsodium refuses it.
 */
export function withLargeScalar(signature: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(signature);
  let carry = 0;
  for (let index = 0; index < 32; index += 1) {
    const sum = (copy[32 + index] ?? 0) + (groupOrder[index] ?? 0) + carry;
    copy[32 + index] = sum & 0xff;
    carry = sum >> 8;
  }
  return copy;
}

/** The identity point, which has order 1. */
const identity = Uint8Array.from({ length: 32 }, (_, index) => (index === 0 ? 1 : 0));

/**
 * A signature whose R is the identity. It satisfies the equation S·B = R + h·A, but libsodium
 * refuses it, because such a signature reveals the secret scalar a (S = h·a).
 */
export function smallOrderNonce(key: SigningKey, message: Uint8Array): Uint8Array {
  const secret = sodium.crypto_hash_sha512(key.seed).subarray(0, 32);
  secret[0] = (secret[0] ?? 0) & 248;
  secret[31] = ((secret[31] ?? 0) & 127) | 64;
  const wide = Buffer.concat([secret, Buffer.alloc(32)]);
  const scalar = sodium.crypto_core_ed25519_scalar_reduce(wide);
  const hash = sodium.crypto_hash_sha512(Buffer.concat([identity, key.verifyKey, message]));
  const challenge = sodium.crypto_core_ed25519_scalar_reduce(hash);
  return Buffer.concat([identity, sodium.crypto_core_ed25519_scalar_mul(challenge, scalar)]);
}
