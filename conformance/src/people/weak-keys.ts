import { SigningKey, sodium } from './keys.ts';

const groupOrder = Buffer.from('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010', 'hex');

/**
 * A "key" of small order: there is no secret key, yet signatures made without one satisfy the
 * equation of Ed25519.
 *
 * A verifier that checks the equation alone accepts them; libsodium refuses the key. Ed25519 gives
 * S·B = R + h·A. With A of an order that divides 8 and h a multiple of 8, h·A is the identity, so
 * any S with R = S·B is valid (KEYS-03).
 */
export class SmallOrderKey extends SigningKey {
  override readonly verifyKey: Uint8Array;

  /** `point`: 32 bytes of a point whose order divides 8; `seed` determines the signatures. */
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
 * The same signature with the group's order added to S: it satisfies the equation, and libsodium
 * refuses it.
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

/** The neutral point: order 1. */
const identity = Uint8Array.from({ length: 32 }, (_, index) => (index === 0 ? 1 : 0));

/**
 * A signature whose R is of small order. It satisfies the equation S·B = R + h·A, but libsodium
 * refuses it. Such an R is not from a random nonce, and reveals the secret scalar (S = h·a).
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
