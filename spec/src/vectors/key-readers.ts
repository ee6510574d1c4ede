import {
  deriveIdentifier,
  deriveSecretKey,
  formatRecoveryPassphrase,
  isUsableVerifyKey,
  NONCE_SIZE,
  parseRecoveryPassphrase,
  sasCodes,
  sharedSecret,
} from '../crypto/index.ts';
import { bytesOf, hexOf, refused, type VectorReader } from './vector.ts';

/**
 * Readers of `keys/`: they compute the result of a key or secret for an input
 * (spec/protocol/keys.md).
 */
export const keyReaders: Readonly<Record<string, VectorReader>> = {
  'ed25519-seed': async ({ bytes, crypto }) => ({ ok: true, value: hexOf(await crypto.verifyKeyOf(bytes)) }),

  'ed25519-signature': async ({ bytes, given, crypto }) =>
    (await crypto.verify(bytesOf(given.verify_key), bytesOf(given.message), bytes))
      ? { ok: true }
      : refused('the signature does not verify'),

  'verify-key': ({ bytes }) =>
    isUsableVerifyKey(bytes) ? { ok: true } : refused('no signature can verify under this key'),

  'x25519-private-key': async ({ bytes, crypto }) => ({
    ok: true,
    value: hexOf(await crypto.publicKeyOf(bytes)),
  }),

  secretbox: ({ bytes, given, crypto }) => {
    const key = bytesOf(given.key);
    const opened = crypto.secretboxOpen(key, bytes);
    if (!opened.ok) return refused(opened.reason);
    const again = crypto.secretboxSeal(key, bytes.subarray(0, 24), opened.plain);
    return { ok: true, value: hexOf(opened.plain), written: hexOf(again) };
  },

  mac: ({ bytes, given, crypto }) => ({ ok: true, value: hexOf(crypto.mac512(bytesOf(given.key), bytes)) }),

  'key-derivation': ({ bytes, given }) => {
    const derive = given.length === 32 ? deriveSecretKey : deriveIdentifier;
    return { ok: true, value: hexOf(derive(bytesOf(given.key), bytes)) };
  },

  argon2id: async ({ text, given, crypto }) => {
    const key = await crypto.argon2id(new TextEncoder().encode(text), {
      memlimitKib: Number(given.memlimit_kb),
      opslimit: Number(given.opslimit),
      parallelism: Number(given.parallelism),
      salt: bytesOf(given.salt),
    });
    return { ok: true, value: hexOf(key) };
  },

  'shared-key': async ({ bytes, given, crypto }) => {
    const key = await sharedSecret(crypto, {
      role: given.role === 'GREETER' ? 'GREETER' : 'CLAIMER',
      privateKey: bytes,
      publicKey: await crypto.publicKeyOf(bytes),
      peer: bytesOf(given.peer),
    });
    return key === undefined
      ? refused('the key of the peer contributes nothing')
      : { ok: true, value: hexOf(key) };
  },

  'sas-codes': ({ bytes, given }) => {
    if (bytes.length !== 2 * NONCE_SIZE) return refused('two nonces of 64 bytes');
    const codes = sasCodes(bytesOf(given.key), bytes.subarray(0, NONCE_SIZE), bytes.subarray(NONCE_SIZE));
    return { ok: true, value: { ...codes } };
  },

  'recovery-passphrase': ({ text }) => {
    const read = parseRecoveryPassphrase(text);
    if (!read.ok) return refused(`${read.reason}: ${read.size} bytes`);
    return { ok: true, value: hexOf(read.key), written: formatRecoveryPassphrase(read.key) };
  },
};
