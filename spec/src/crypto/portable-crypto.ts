import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { CryptoError, checkArgon2idParameters, checkSize, type SyncCrypto, symmetric } from './crypto.ts';
import { isPlainPoint } from './verify-key.ts';
import { webRandom } from './web-crypto.ts';

/**
 * A synchronous provider that runs on any platform, since WebCrypto only answers later. It has no
 * Argon2id: clients pass one to `webCrypto`, and servers need none.
 */
export const portableCrypto: SyncCrypto = {
  ...symmetric,
  name: '@noble',

  randomBytes: (length) => webRandom(length, (array) => globalThis.crypto.getRandomValues(array)),

  sha256: (data) => sha256(data),

  verifyKeyOf(seed) {
    checkSize('an Ed25519 private key', seed, 32);
    return ed25519.getPublicKey(seed);
  },

  sign(seed, message) {
    checkSize('an Ed25519 private key', seed, 32);
    return ed25519.sign(message, seed);
  },

  verify(verifyKey, message, signature) {
    if (signature.length !== 64 || !isPlainPoint(verifyKey)) return false;
    if (!isPlainPoint(signature.subarray(0, 32))) return false;
    return ed25519.verify(signature, message, verifyKey, { zip215: false });
  },

  publicKeyOf(privateKey) {
    checkSize('an X25519 private key', privateKey, 32);
    return x25519.getPublicKey(privateKey);
  },

  x25519(privateKey, peer) {
    checkSize('an X25519 private key', privateKey, 32);
    if (peer.length !== 32) return undefined;
    try {
      return x25519.getSharedSecret(privateKey, peer);
    } catch {
      // The library refuses an all-zero result.
      return undefined;
    }
  },

  async argon2id(_password, parameters) {
    checkArgon2idParameters(parameters);
    throw new CryptoError('argon2id-missing', 'this provider has no Argon2id: use webCrypto with one');
  },
};
