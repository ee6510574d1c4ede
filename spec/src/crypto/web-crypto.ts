import { ed25519 } from '@noble/curves/ed25519.js';
import {
  type Argon2idParameters,
  type Crypto,
  CryptoError,
  checkArgon2idParameters,
  checkSize,
  symmetric,
} from './crypto.ts';
import { prefixes, withPrefix } from './key-encoding.ts';
import { isPlainPoint } from './verify-key.ts';

type Subtle = Pick<
  typeof globalThis.crypto.subtle,
  'digest' | 'importKey' | 'sign' | 'verify' | 'deriveBits'
>;

type GetRandomValues = (array: Uint8Array<ArrayBuffer>) => unknown;

/** Parts of a provider that WebCrypto lacks. */
export interface WebCryptoOptions {
  readonly name?: string;
  /**
   * Argon2id is not part of WebCrypto. Without an implementation (hash-wasm, node:crypto), opening
   * a password file throws a CryptoError `argon2id-missing`.
   */
  readonly argon2id?: (password: Uint8Array, parameters: Argon2idParameters) => Promise<Uint8Array>;
}

// X25519 with the base point gives the public half; WebCrypto can export it only through an
// extractable key.
const basePoint = Uint8Array.from([9, ...new Array<number>(31).fill(0)]);

/**
 * A provider over any WebCrypto: the runtime's `crypto.subtle`, or `@peculiar/webcrypto`
 * (ARCHITECTURE.md). It never returns CryptoKeys.
 */
export function webCrypto(
  subtle: Subtle,
  getRandomValues: GetRandomValues,
  options: WebCryptoOptions = {},
): Crypto {
  const privateKeyOf = async (
    curve: keyof typeof prefixes,
    raw: Uint8Array,
    usage: 'sign' | 'deriveBits',
  ) => {
    checkSize(`an ${curve} private key`, raw, 32);
    const der = withPrefix(prefixes[curve].pkcs8, raw);
    try {
      return await subtle.importKey('pkcs8', der, curve, false, [usage]);
    } finally {
      der.fill(0);
    }
  };

  const x25519 = async (privateKey: Uint8Array, peer: Uint8Array): Promise<Uint8Array | undefined> => {
    const own = await privateKeyOf('X25519', privateKey, 'deriveBits');
    if (peer.length !== 32) return undefined;
    try {
      const other = await subtle.importKey('raw', copied(peer), 'X25519', false, []);
      const secret = new Uint8Array(await subtle.deriveBits({ name: 'X25519', public: other }, own, 256));
      return secret.some((byte) => byte !== 0) ? secret : undefined;
    } catch {
      // A zero result is an OperationError in browsers and Node, and a plain Error in
      // @peculiar/webcrypto.
      return undefined;
    }
  };

  return {
    ...symmetric,
    name: options.name ?? 'WebCrypto',

    randomBytes: (length) => webRandom(length, getRandomValues),

    sha256: async (data) => new Uint8Array(await subtle.digest('SHA-256', copied(data))),

    async verifyKeyOf(seed) {
      checkSize('an Ed25519 private key', seed, 32);
      return ed25519.getPublicKey(seed);
    },

    async sign(seed, message) {
      const key = await privateKeyOf('Ed25519', seed, 'sign');
      return new Uint8Array(await subtle.sign('Ed25519', key, copied(message)));
    },

    async verify(verifyKey, message, signature) {
      if (signature.length !== 64 || !isPlainPoint(verifyKey)) return false;
      if (!isPlainPoint(signature.subarray(0, 32))) return false;
      try {
        const key = await subtle.importKey('raw', copied(verifyKey), 'Ed25519', false, ['verify']);
        return await subtle.verify('Ed25519', key, copied(signature), copied(message));
      } catch {
        // Some platforms refuse to import a key off the curve; others import it and never verify.
        return false;
      }
    },

    async publicKeyOf(privateKey) {
      const key = await x25519(privateKey, basePoint);
      if (key === undefined) throw new Error('X25519 of the base point is never zero');
      return key;
    },

    x25519,

    async argon2id(password, parameters) {
      checkArgon2idParameters(parameters);
      if (options.argon2id === undefined) {
        throw new CryptoError('argon2id-missing', 'this provider has no Argon2id: pass one in its options');
      }
      return options.argon2id(password, parameters);
    },
  };
}

/** Random bytes from WebCrypto, which gives at most 65,536 of them per call. */
export function webRandom(length: number, getRandomValues: GetRandomValues): Uint8Array {
  const random = new Uint8Array(length);
  for (let at = 0; at < length; at += 65_536) getRandomValues(random.subarray(at, at + 65_536));
  return random;
}

// WebCrypto does not accept a view on shared memory. A copy has its own buffer.
const copied = (data: Uint8Array): Uint8Array<ArrayBuffer> => Uint8Array.from(data);
