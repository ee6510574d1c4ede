import { type Crypto, checkSize, type MaybePromise, symmetric } from './crypto.ts';

/** Size in bytes of a nonce in a greeting (spec/protocol/client-greeting.md). */
export const NONCE_SIZE = 64;

/**
 * The value that the claimer sends before it sees the greeter's nonce: SHA-256 of its own nonce, so
 * that it cannot choose one afterwards.
 */
export const commitNonce = (crypto: Crypto, nonce: Uint8Array): MaybePromise<Uint8Array> =>
  crypto.sha256(nonce);

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
  checkSize('a public key', input.publicKey, 32);
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

const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const SAS_CODE_COUNT = 1 << 20;

/** The short codes of a greeting: four characters each. */
export interface SasCodes {
  readonly claimer: string;
  readonly greeter: string;
}

/**
 * The two codes that people compare by voice (spec/protocol/client-greeting.md), from the shared
 * key and both 64-byte nonces.
 */
export function sasCodes(
  sharedKey: Uint8Array,
  claimerNonce: Uint8Array,
  greeterNonce: Uint8Array,
): SasCodes {
  const nonces = new Uint8Array(claimerNonce.length + greeterNonce.length);
  nonces.set(claimerNonce);
  nonces.set(greeterNonce, claimerNonce.length);
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = symmetric.mac512(sharedKey, nonces);
  // Five bytes, big-endian: the claimer gets the low 20 bits, the greeter the high 20.
  const high = (a << 12) | (b << 4) | (c >> 4);
  const low = ((c & 0x0f) << 16) | (d << 8) | e;
  return { claimer: sasCodeOf(low), greeter: sasCodeOf(high) };
}

/** Four characters for an integer below 2^20, lowest five bits first. */
export function sasCodeOf(value: number): string {
  if (!Number.isInteger(value) || value < 0 || value >= SAS_CODE_COUNT)
    throw new RangeError('a SAS code holds 20 bits');
  return [0, 5, 10, 15].map((shift) => alphabet[(value >> shift) & 31]).join('');
}

/** Whether this text is a SAS code as shown (upper case, without I, O, 0 and 1). */
export const isSasCode = (text: string): boolean => /^[A-HJ-NP-Z2-9]{4}$/.test(text);
