import { checkSize, symmetric } from './crypto.ts';

/**
 * A 32-byte secret key derived from a master key and the 16 bytes of a UUID
 * (spec/protocol/client-keys.md).
 */
export const deriveSecretKey = (master: Uint8Array, uuid: Uint8Array): Uint8Array => derive(master, uuid, 32);

/**
 * The 16 bytes of a derived identifier. It is not a prefix of the derived key, since the length is
 * part of the hash.
 */
export const deriveIdentifier = (master: Uint8Array, uuid: Uint8Array): Uint8Array =>
  derive(master, uuid, 16);

function derive(master: Uint8Array, uuid: Uint8Array, size: number): Uint8Array {
  checkSize('a master key', master, 32);
  checkSize('a derivation identifier', uuid, 16);
  const salt = new Uint8Array(16);
  const personal = new Uint8Array(16);
  salt.set(uuid.subarray(0, 8));
  personal.set(uuid.subarray(8));
  return symmetric.blake2b(new Uint8Array(), { size, key: master, salt, personal });
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A secret key of 32 bytes read from a passphrase, or why the text holds none. */
export type RecoveryKey =
  | { readonly ok: true; readonly key: Uint8Array }
  /** `size`: number of bytes found instead of 32; 0 when the text is not base32. */
  | { readonly ok: false; readonly reason: 'key-size'; readonly size: number };

/**
 * A secret key as people write it down: base32 in 13 groups of 4, joined by `-`
 * (spec/protocol/client-keys.md).
 */
export function formatRecoveryPassphrase(key: Uint8Array): string {
  checkSize('a secret key', key, 32);
  let text = '';
  let bits = 0;
  let accumulator = 0;
  for (const byte of key) {
    accumulator = (accumulator << 8) | byte;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += alphabet[(accumulator >> (bits - 5)) & 31];
    accumulator &= (1 << bits) - 1;
  }
  text += alphabet[(accumulator << (5 - bits)) & 31];
  return text.replace(/.{4}(?=.)/g, '$&-');
}

/** Reads a typed passphrase: either case, `0` as `O`, `1` as `I`, all other characters dropped. */
export function parseRecoveryPassphrase(text: string): RecoveryKey {
  const base32 = text
    .replace(/[a-z]/g, (letter) => letter.toUpperCase())
    .replaceAll('0', 'O')
    .replaceAll('1', 'I')
    .replace(/[^A-Z2-7]/g, '');
  const bytes = new Uint8Array(Math.floor((base32.length * 5) / 8));
  let bits = 0;
  let accumulator = 0;
  let at = 0;
  for (const letter of base32) {
    accumulator = (accumulator << 5) | alphabet.indexOf(letter);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = accumulator >> bits;
      accumulator &= (1 << bits) - 1;
    }
  }
  // Five or more remaining bits mean an impossible length. Remaining bits that are not zero mean a
  // mistyped end.
  if (bits >= 5 || accumulator !== 0) return { ok: false, reason: 'key-size', size: 0 };
  if (bytes.length !== 32) return { ok: false, reason: 'key-size', size: bytes.length };
  return { ok: true, key: bytes };
}
