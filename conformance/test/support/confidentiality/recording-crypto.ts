import { zstdDecompressSync } from 'node:zlib';
import { type SyncCrypto, syncCrypto } from '@parsec-spec/spec/crypto';
import type { SecretScan } from '../../../src/judge/secret-scan.ts';

/**
 * Client cryptography that registers every secret with `scan`: each key that signs, agrees, seals
 * or opens, each agreed secret, and each sealed plaintext.
 */
export function recordingCrypto(scan: SecretScan, of: string): SyncCrypto {
  let number = 0;
  const plant = (what: string, secret: Uint8Array | undefined) => {
    number += 1;
    if (secret !== undefined && secret.length >= 16) scan.plant(`${what} ${number} of ${of}`, secret);
  };
  /**
   * A document is compressed before it is sealed, so both its compressed and its plain form are
   * secrets.
   */
  const plantContent = (how: string, plain: Uint8Array) => {
    plant(`${how} content`, plain);
    if (plain[0] === 0) plant(`${how} document`, zstdDecompressSync(plain.subarray(1)));
  };
  return {
    ...syncCrypto,
    sign: (seed, message) => {
      plant('signing key', seed);
      return syncCrypto.sign(seed, message);
    },
    verifyKeyOf: (seed) => {
      plant('signing key', seed);
      return syncCrypto.verifyKeyOf(seed);
    },
    publicKeyOf: (privateKey) => {
      plant('private key', privateKey);
      return syncCrypto.publicKeyOf(privateKey);
    },
    x25519: (privateKey, publicKey) => {
      const shared = syncCrypto.x25519(privateKey, publicKey);
      plant('private key', privateKey);
      plant('agreed secret', shared);
      return shared;
    },
    secretboxSeal: (key, nonce, plain) => {
      plant('sealing key', key);
      plantContent('sealed', plain);
      return syncCrypto.secretboxSeal(key, nonce, plain);
    },
    secretboxOpen: (key, box) => {
      const opened = syncCrypto.secretboxOpen(key, box);
      plant('opening key', key);
      if (opened.ok) plantContent('opened', opened.plain);
      return opened;
    },
  };
}
