import type { SigningKey } from './signing-key.ts';
import { sodium } from './sodium.ts';

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
