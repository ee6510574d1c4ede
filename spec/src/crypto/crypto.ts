import type { Symmetric } from './symmetric.ts';

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
