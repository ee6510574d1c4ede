import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { SigningKey } from './signing-key.ts';

const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** An Ed25519 key whose signatures are made by OpenSSL, not libsodium (KEYS-02). */
export class OpensslKey extends SigningKey {
  readonly #key: KeyObject;

  constructor(seed: Uint8Array) {
    super(seed);
    this.#key = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' });
  }

  override sign(message: Uint8Array): Uint8Array {
    return sign(null, message, this.#key);
  }
}
