import type { Symmetric } from './symmetric.ts';

/** What a provider answers: at once (node:crypto) or later (WebCrypto). Callers `await` either. */
export type MaybePromise<T> = T | Promise<T>;

/** Cost of the password hash as stored beside what it opens (spec/protocol/client-keys.md, KEYS-06); memory in KiB. */
export interface Argon2idParameters {
  readonly memlimitKib: number;
  readonly opslimit: number;
  readonly parallelism: number;
  readonly salt: Uint8Array;
}

/**
 * All cryptography that Parsec asks for (spec/protocol/keys.md, KEYS-01, KEYS-02). Sizes in bytes: Ed25519 seed and
 * verify key 32, signature 64; X25519 keys 32. A private argument of another size is a fault (CryptoError `key-size`);
 * what a stranger sent is judged instead: `verify` answers false, `x25519` undefined.
 */
export interface Crypto extends Symmetric {
  readonly name: string;
  randomBytes(length: number): Uint8Array;
  sha256(data: Uint8Array): MaybePromise<Uint8Array>;
  verifyKeyOf(seed: Uint8Array): MaybePromise<Uint8Array>;
  /** The 64-byte Ed25519 signature alone (RFC 8032, no prehash, no context). */
  sign(seed: Uint8Array, message: Uint8Array): MaybePromise<Uint8Array>;
  /** As strict as libsodium: no S beyond the group order, no key or R of small order, no key written non-canonically. */
  verify(verifyKey: Uint8Array, message: Uint8Array, signature: Uint8Array): MaybePromise<boolean>;
  publicKeyOf(privateKey: Uint8Array): MaybePromise<Uint8Array>;
  /** The shared X25519 secret, or undefined when the peer's key forces it to zero (small order). */
  x25519(privateKey: Uint8Array, publicKey: Uint8Array): MaybePromise<Uint8Array | undefined>;
  /** 32 bytes of Argon2id v1.3. Parameters out of range are a CryptoError `argon2id-parameters`, no implementation `argon2id-missing`. */
  argon2id(password: Uint8Array, parameters: Argon2idParameters): Promise<Uint8Array>;
}

/** A provider that answers at once (but for the password hash, which would block the process). */
export interface SyncCrypto extends Crypto {
  sha256(data: Uint8Array): Uint8Array;
  verifyKeyOf(seed: Uint8Array): Uint8Array;
  sign(seed: Uint8Array, message: Uint8Array): Uint8Array;
  verify(verifyKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  publicKeyOf(privateKey: Uint8Array): Uint8Array;
  x25519(privateKey: Uint8Array, publicKey: Uint8Array): Uint8Array | undefined;
}
