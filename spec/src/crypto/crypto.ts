import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js';
import { blake2b } from '@noble/hashes/blake2.js';
import { CodedError } from '../errors/index.ts';

/**
 * All cryptography that Parsec requires (spec/protocol/keys.md, KEYS-01, KEYS-02). Sizes in bytes:
 * Ed25519 seed and verify key 32, signature 64; X25519 keys 32. Invalid data from outside leads to
 * a result: `verify` returns false, `x25519` undefined.
 * @throws {CryptoError} `key-size` for a private argument of another size.
 */
export interface Crypto extends Symmetric {
  readonly name: string;
  randomBytes(length: number): Uint8Array;
  sha256(data: Uint8Array): MaybePromise<Uint8Array>;
  verifyKeyOf(seed: Uint8Array): MaybePromise<Uint8Array>;
  /** The 64-byte Ed25519 signature alone (RFC 8032, no prehash, no context). */
  sign(seed: Uint8Array, message: Uint8Array): MaybePromise<Uint8Array>;
  /**
   * As strict as libsodium: it refuses an S beyond the group order, a key or R of small order, and
   * a non-canonical key.
   */
  verify(verifyKey: Uint8Array, message: Uint8Array, signature: Uint8Array): MaybePromise<boolean>;
  publicKeyOf(privateKey: Uint8Array): MaybePromise<Uint8Array>;
  /** The shared X25519 secret, or undefined when the peer's key makes it zero (small order). */
  x25519(privateKey: Uint8Array, publicKey: Uint8Array): MaybePromise<Uint8Array | undefined>;
  /**
   * 32 bytes of Argon2id v1.3.
   * @throws {CryptoError} `argon2id-parameters` for parameters out of range, `argon2id-missing`
   * without an implementation.
   */
  argon2id(password: Uint8Array, parameters: Argon2idParameters): Promise<Uint8Array>;
}

/** A synchronous provider, except for the password hash, which would block the process. */
export interface SyncCrypto extends Crypto {
  sha256(data: Uint8Array): Uint8Array;
  verifyKeyOf(seed: Uint8Array): Uint8Array;
  sign(seed: Uint8Array, message: Uint8Array): Uint8Array;
  verify(verifyKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  publicKeyOf(privateKey: Uint8Array): Uint8Array;
  x25519(privateKey: Uint8Array, publicKey: Uint8Array): Uint8Array | undefined;
}

/** The `code` of a `CryptoError`. */
export type CryptoErrorCode = 'key-size' | 'argon2id-parameters' | 'argon2id-missing';

/** A misuse of cryptography. The message names sizes and limits, never the bytes of a key. */
export class CryptoError extends CodedError<CryptoErrorCode> {}

/**
 * Refuses a key of our own whose size does not match its algorithm (KEYS-01).
 * @throws {CryptoError} `key-size`.
 */
export function checkSize(what: string, bytes: Uint8Array, size: number): void {
  if (bytes.length !== size) {
    throw new CryptoError('key-size', `${what} must have ${size} bytes, got ${bytes.length}`);
  }
}

const NONCE = 24;

/** The opened content, or a failure. A wrong key and damaged bytes cannot be distinguished. */
export type Opened =
  | { readonly ok: true; readonly plain: Uint8Array }
  | { readonly ok: false; readonly reason: 'nonce' | 'decryption' };

/**
 * Options of BLAKE2b. Key, salt and personalization are optional; salt and personalization have 16
 * bytes.
 */
export interface Blake2bOptions {
  /** Bytes of output, 1 to 64. */
  readonly size: number;
  readonly key?: Uint8Array;
  readonly salt?: Uint8Array;
  readonly personal?: Uint8Array;
}

/** The cryptography that no platform provides: libsodium's secretbox and BLAKE2b. */
export interface Symmetric {
  secretboxSeal(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array): Uint8Array;
  secretboxOpen(key: Uint8Array, box: Uint8Array): Opened;
  mac512(key: Uint8Array, data: Uint8Array): Uint8Array;
  blake2b(data: Uint8Array, options: Blake2bOptions): Uint8Array;
}

/**
 * Secretbox (XSalsa20-Poly1305, spec/protocol/keys.md): `nonce(24) ++ tag(16) ++ ciphertext`. Keyed
 * BLAKE2b is the MAC.
 */
export const symmetric: Symmetric = {
  secretboxSeal(key, nonce, plain) {
    checkSize('a secret key', key, 32);
    checkSize('a nonce', nonce, NONCE);
    const sealed = xsalsa20poly1305(key, nonce).encrypt(plain);
    const box = new Uint8Array(NONCE + sealed.length);
    box.set(nonce);
    box.set(sealed, NONCE);
    return box;
  },

  secretboxOpen(key, box) {
    checkSize('a secret key', key, 32);
    if (box.length < NONCE) return { ok: false, reason: 'nonce' };
    try {
      return { ok: true, plain: xsalsa20poly1305(key, box.subarray(0, NONCE)).decrypt(box.subarray(NONCE)) };
    } catch {
      return { ok: false, reason: 'decryption' };
    }
  },

  mac512(key, data) {
    checkSize('a secret key', key, 32);
    return blake2b(data, { dkLen: 64, key });
  },

  blake2b(data, { size, key, salt, personal }) {
    return blake2b(data, {
      dkLen: size,
      ...(key && { key }),
      ...(salt && { salt }),
      ...(personal && { personalization: personal }),
    });
  },
};

/**
 * The result of a provider: immediate (node:crypto) or a promise (WebCrypto). Callers `await`
 * either.
 */
export type MaybePromise<T> = T | Promise<T>;

/**
 * Cost of the password hash, as stored beside the ciphertext (spec/protocol/client-keys.md,
 * KEYS-06); memory in KiB.
 */
export interface Argon2idParameters {
  readonly memlimitKib: number;
  readonly opslimit: number;
  readonly parallelism: number;
  readonly salt: Uint8Array;
}

/** Size of the derived key in bytes. */
export const ARGON2ID_SIZE = 32;

/**
 * The cost of protecting a new secret (spec/protocol/client-keys.md); the salt is 16 fresh random
 * bytes.
 */
export const defaultArgon2id = { memlimitKib: 131_072, opslimit: 3, parallelism: 1 } as const;

// Upper limits: 2 GiB, and twenty times the default work. A damaged or hostile file must not make a
// reader allocate terabytes or compute for hours.
const MAX_MEMORY_KIB = 2 * 1024 * 1024;
const MAX_WORK_KIB = 8 * 1024 * 1024;

/**
 * Refuses parameters outside the range of Argon2 (less than 8 KiB per lane, no pass, a salt other
 * than 16 bytes) and parameters that cost too much.
 * @throws {CryptoError} `argon2id-parameters`.
 */
export function checkArgon2idParameters(parameters: Argon2idParameters): void {
  const { memlimitKib, opslimit, parallelism, salt } = parameters;
  const within = (name: string, value: number, least: number, top: number): void => {
    if (!Number.isInteger(value) || value < least || value > top) {
      throw new CryptoError(
        'argon2id-parameters',
        `Argon2id ${name} must be ${least} to ${top}, got ${value}`,
      );
    }
  };
  within('parallelism', parallelism, 1, 255);
  within('memory (KiB)', memlimitKib, 8 * parallelism, MAX_MEMORY_KIB);
  within('passes', opslimit, 1, Math.floor(MAX_WORK_KIB / memlimitKib));
  within('salt length', salt.length, 16, 16);
}

/**
 * Whether two secrets are equal. The time depends on the lengths only, not on the position of a
 * difference.
 */
export function constantTimeEqual(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  let difference = 0;
  for (let index = 0; index < left.length; index++) difference |= (left[index] ?? 0) ^ (right[index] ?? 0);
  return difference === 0;
}
