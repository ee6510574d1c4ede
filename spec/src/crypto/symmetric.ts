import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js';
import { blake2b } from '@noble/hashes/blake2.js';
import { demandSize } from './crypto-error.ts';

const NONCE = 24;

/** The opened content, or a failure. A wrong key and damaged bytes cannot be distinguished. */
export type Opened =
  | { readonly ok: true; readonly plain: Uint8Array }
  | { readonly ok: false; readonly reason: 'nonce' | 'decryption' };

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
    demandSize('a secret key', key, 32);
    demandSize('a nonce', nonce, NONCE);
    const sealed = xsalsa20poly1305(key, nonce).encrypt(plain);
    const box = new Uint8Array(NONCE + sealed.length);
    box.set(nonce);
    box.set(sealed, NONCE);
    return box;
  },

  secretboxOpen(key, box) {
    demandSize('a secret key', key, 32);
    if (box.length < NONCE) return { ok: false, reason: 'nonce' };
    try {
      return { ok: true, plain: xsalsa20poly1305(key, box.subarray(0, NONCE)).decrypt(box.subarray(NONCE)) };
    } catch {
      return { ok: false, reason: 'decryption' };
    }
  },

  mac512(key, data) {
    demandSize('a secret key', key, 32);
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
