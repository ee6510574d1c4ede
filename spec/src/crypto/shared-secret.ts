import type { Crypto } from './crypto.ts';
import { demandSize } from './crypto-error.ts';

/**
 * The input of one side of a greeting: its own X25519 key pair and the peer's public key, all fresh
 * for this attempt.
 */
export interface SharedSecretInput {
  readonly role: 'GREETER' | 'CLAIMER';
  readonly privateKey: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly peer: Uint8Array;
}

/**
 * The 32-byte key that greeter and claimer share (spec/protocol/client-greeting.md): the first half
 * of BLAKE2b-512 over the X25519 secret, the greeter's and the claimer's public key, in this order
 * for both sides.
 * @returns undefined when the peer's key contributes nothing (small order).
 */
export async function sharedSecret(
  crypto: Crypto,
  input: SharedSecretInput,
): Promise<Uint8Array | undefined> {
  demandSize('a public key', input.publicKey, 32);
  const secret = await crypto.x25519(input.privateKey, input.peer);
  if (secret === undefined) return undefined;
  const [greeter, claimer] =
    input.role === 'GREETER' ? [input.publicKey, input.peer] : [input.peer, input.publicKey];
  const hashed = new Uint8Array(96);
  hashed.set(secret);
  hashed.set(greeter, 32);
  hashed.set(claimer, 64);
  return crypto.blake2b(hashed, { size: 64 }).slice(0, 32);
}
