import { sodium } from './sodium.ts';

/** An Ed25519 key pair of the cast, from its 32-byte seed. */
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

  /** Signature followed by message, as every certificate travels. */
  combined(message: Uint8Array): Uint8Array {
    return Buffer.concat([this.sign(message), message]);
  }
}

/** Whether `signature` over `message` verifies under `verifyKey`. */
export const verifySignature = (verifyKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean =>
  signature.length === 64 &&
  verifyKey.length === 32 &&
  sodium.crypto_sign_verify_detached(signature, message, verifyKey);
