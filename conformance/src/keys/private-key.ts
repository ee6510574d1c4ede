import { sodium } from './sodium.ts';

/** An X25519 key pair of the cast. */
export class PrivateKey {
  readonly bytes: Uint8Array;
  readonly publicKey: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.publicKey = sodium.crypto_scalarmult_base(bytes);
  }
}
