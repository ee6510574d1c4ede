import { hsalsa } from '@noble/ciphers/salsa.js';
import type { Crypto, Opened } from './crypto.ts';

/**
 * libsodium's sealed box for one X25519 key (spec/protocol/keys.md):
 * `ephemeral key(32) ++ tag(16) ++ ciphertext`.
 */
export async function sealedBoxSeal(
  crypto: Crypto,
  publicKey: Uint8Array,
  plain: Uint8Array,
): Promise<Uint8Array> {
  const ephemeral = crypto.randomBytes(32);
  const own = await crypto.publicKeyOf(ephemeral);
  const key = boxKey(await crypto.x25519(ephemeral, publicKey));
  ephemeral.fill(0);
  if (key === undefined) throw new RangeError('the public key has small order or not 32 bytes');
  const sealed = crypto.secretboxSeal(key, boxNonce(crypto, own, publicKey), plain).subarray(24);
  return joined(own, sealed);
}

/** Opens a sealed box. All failures have the same result. */
export async function sealedBoxOpen(
  crypto: Crypto,
  privateKey: Uint8Array,
  box: Uint8Array,
): Promise<Opened> {
  const refused = { ok: false, reason: 'decryption' } as const;
  if (box.length <= 32) return refused;
  const ephemeral = box.subarray(0, 32);
  const key = boxKey(await crypto.x25519(privateKey, ephemeral));
  if (key === undefined) return refused;
  const nonce = boxNonce(crypto, ephemeral, await crypto.publicKeyOf(privateKey));
  const opened = crypto.secretboxOpen(key, joined(nonce, box.subarray(32)));
  return opened.ok ? opened : refused;
}

const boxNonce = (crypto: Crypto, ephemeral: Uint8Array, recipient: Uint8Array): Uint8Array =>
  crypto.blake2b(joined(ephemeral, recipient), { size: 24 });

function boxKey(secret: Uint8Array | undefined): Uint8Array | undefined {
  if (secret === undefined) return undefined;
  const words = (bytes: Uint8Array): Uint32Array => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Uint32Array.from({ length: bytes.length / 4 }, (_, index) => view.getUint32(index * 4, true));
  };
  const sigma = new TextEncoder().encode('expand 32-byte k');
  const out = new Uint32Array(8);
  hsalsa(words(sigma), words(secret), new Uint32Array(4), out);
  const key = new Uint8Array(32);
  const view = new DataView(key.buffer);
  for (const [index, word] of out.entries()) view.setUint32(index * 4, word, true);
  return key;
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array {
  const both = new Uint8Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}
