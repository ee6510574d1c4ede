import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import sodium from 'libsodium-wrappers-sumo';

await sodium.ready;

/** The library with which the judge signs, hashes and encrypts. */
export { sodium };

/** An Ed25519 key pair, made from a seed of 32 bytes. */
export class SigningKey {
  readonly seed: Uint8Array;
  readonly verifyKey: Uint8Array;
  readonly #secret: Uint8Array;

  constructor(seed: Uint8Array) {
    const pair = sodium.crypto_sign_seed_keypair(seed);
    this.seed = seed;
    this.verifyKey = pair.publicKey;
    this.#secret = pair.privateKey;
  }

  /** The 64-byte signature alone. */
  sign(message: Uint8Array): Uint8Array {
    return sodium.crypto_sign_detached(message, this.#secret);
  }

  /** The signature, followed by the message. */
  combined(message: Uint8Array): Uint8Array {
    return Buffer.concat([this.sign(message), message]);
  }
}

/**
 * Whether `signature` of `message` verifies with `verifyKey`. Keys of small order are refused. Uses
 * @noble/curves, because the judged servers verify with OpenSSL or libsodium.
 */
export const verifySignature = (verifyKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean =>
  signature.length === 64 &&
  verifyKey.length === 32 &&
  ed25519.verify(signature, message, verifyKey, { zip215: false });

/** An X25519 key pair, made from a private key of 32 bytes. */
export class PrivateKey {
  readonly bytes: Uint8Array;
  readonly publicKey: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.publicKey = sodium.crypto_scalarmult_base(bytes);
  }
}

/** The DER that precedes the 32-byte seed in a PKCS #8 Ed25519 key. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** An Ed25519 key pair that signs with OpenSSL instead of libsodium (KEYS-02). */
export class OpensslKey extends SigningKey {
  readonly #key: KeyObject;

  constructor(seed: Uint8Array) {
    super(seed);
    this.#key = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
  }

  override sign(message: Uint8Array): Uint8Array {
    return sign(null, message, this.#key);
  }
}
