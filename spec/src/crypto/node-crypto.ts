import * as node from 'node:crypto';
import { promisify } from 'node:util';
import {
  ARGON2ID_SIZE,
  CryptoError,
  checkArgon2idParameters,
  checkSize,
  type SyncCrypto,
  symmetric,
} from './crypto.ts';
import { prefixes, withPrefix } from './key-encoding.ts';
import { isPlainPoint } from './verify-key.ts';

/** The provider for servers and command lines: node:crypto, synchronous (ARCHITECTURE.md). */
export const nodeCrypto: SyncCrypto = {
  ...symmetric,
  name: 'node:crypto',

  randomBytes: (length) => Uint8Array.from(node.randomBytes(length)),

  sha256: (data) => bytes(node.hash('sha256', data, 'buffer')),

  verifyKeyOf: (seed) => publicHalf('Ed25519', seed),

  sign: (seed, message) => bytes(node.sign(null, message, privateKeyOf('Ed25519', seed))),

  verify(verifyKey, message, signature) {
    if (signature.length !== 64 || !isPlainPoint(verifyKey)) return false;
    if (!isPlainPoint(signature.subarray(0, 32))) return false;
    const key = verifyKeys.get(latin1(verifyKey), () => publicKey('Ed25519', verifyKey));
    return node.verify(null, message, key, signature);
  },

  publicKeyOf: (privateKey) => publicHalf('X25519', privateKey),

  x25519(privateKey, peer) {
    const own = privateKeyOf('X25519', privateKey);
    if (peer.length !== 32) return undefined;
    try {
      return bytes(node.diffieHellman({ privateKey: own, publicKey: publicKey('X25519', peer) }));
    } catch {
      // OpenSSL refuses an all-zero result.
      return undefined;
    }
  },

  async argon2id(password, parameters) {
    checkArgon2idParameters(parameters);
    if (argon2 === undefined) {
      throw new CryptoError('argon2id-missing', `Node ${process.version} has no Argon2id: use 24.7 or newer`);
    }
    const key = await argon2('argon2id', {
      message: password,
      nonce: parameters.salt,
      memory: parameters.memlimitKib,
      passes: parameters.opslimit,
      parallelism: parameters.parallelism,
      tagLength: ARGON2ID_SIZE,
    });
    return bytes(key);
  },
};

/**
 * A cache of at most `limit` values that evicts the least recently used one. It holds public values
 * only, never a secret or a verdict.
 */
export class BoundedCache<V> {
  readonly #values = new Map<string, V>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#values.size;
  }

  get(key: string, make: () => V): V {
    const entry = this.#values.get(key);
    if (entry !== undefined) {
      this.#values.delete(key);
      this.#values.set(key, entry);
      return entry;
    }
    const created = make();
    this.#values.set(key, created);
    if (this.#values.size > this.#limit) {
      for (const oldest of this.#values.keys()) {
        this.#values.delete(oldest);
        break;
      }
    }
    return created;
  }
}

// Node has Argon2 since 24.7.
const argon2 = typeof node.argon2 === 'function' ? promisify(node.argon2) : undefined;

type Curve = keyof typeof prefixes;

// Importing a verify key takes a quarter of the time of a verification, and a server meets the same
// devices again.
const verifyKeys = new BoundedCache<node.KeyObject>(4096);

// The same memory as a plain Uint8Array: a Buffer has methods that differ, such as `slice`.
const bytes = (buffer: Buffer): Uint8Array =>
  new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);

const latin1 = (data: Uint8Array): string =>
  Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('latin1');

function privateKeyOf(curve: Curve, raw: Uint8Array): node.KeyObject {
  checkSize(`an ${curve} private key`, raw, 32);
  const der = withPrefix(prefixes[curve].pkcs8, raw);
  try {
    return node.createPrivateKey({ key: Buffer.from(der.buffer), format: 'der', type: 'pkcs8' });
  } finally {
    der.fill(0);
  }
}

function publicKey(curve: Curve, raw: Uint8Array): node.KeyObject {
  const der = Buffer.from(withPrefix(prefixes[curve].spki, raw).buffer);
  return node.createPublicKey({ key: der, format: 'der', type: 'spki' });
}

function publicHalf(curve: Curve, raw: Uint8Array): Uint8Array {
  const spki = node.createPublicKey(privateKeyOf(curve, raw)).export({ format: 'der', type: 'spki' });
  return Uint8Array.from(spki.subarray(-32));
}
