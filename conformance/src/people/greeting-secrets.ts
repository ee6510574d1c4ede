import { decode } from '../wire/decode.ts';
import { encode } from '../wire/encode.ts';
import type { Fields } from '../wire/values.ts';
import { decompress, rawFrame } from '../wire/zstd.ts';
import type { Role } from './greeting-steps.ts';
import { sodium } from './keys.ts';

type ByRole = Readonly<Record<Role, Uint8Array>>;

/** The key that greeter and claimer share (GREET-29): 32 bytes. Computed with libsodium. */
export function sharedKey(ownPrivate: Uint8Array, peerPublic: Uint8Array, publicKeys: ByRole): Uint8Array {
  const secret = sodium.crypto_scalarmult(ownPrivate, peerPublic);
  const both = Buffer.concat([secret, publicKeys.greeter, publicKeys.claimer]);
  return sodium.crypto_generichash(64, both, null).subarray(0, 32);
}

/** The 32 letters and digits of a short code. */
export const codeAlphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** The short code that each side shows to its user (GREET-30). Computed with libsodium. */
export function shortCodes(key: Uint8Array, nonces: ByRole): Readonly<Record<Role, string>> {
  const mac = sodium.crypto_generichash(64, Buffer.concat([nonces.claimer, nonces.greeter]), key);
  const number = Buffer.from(mac).readUIntBE(0, 5);
  return { claimer: codeOf(number % 2 ** 20), greeter: codeOf(Math.floor(number / 2 ** 20)) };
}

/** A 20-bit number as four characters, the lowest five bits first. */
const codeOf = (number: number): string =>
  [0, 5, 10, 15].map((shift) => codeAlphabet.charAt((number >> shift) & 31)).join('');

/** Encodes the content of a payload: format byte 0, then one zstd frame of msgpack. */
export const documentOf = (content: Fields): Uint8Array =>
  Buffer.concat([Uint8Array.of(0), rawFrame(encode(content))]);

/** Encrypts bytes with the shared key: the nonce, then libsodium's secretbox. */
export function sealBytes(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array): Uint8Array {
  return Buffer.concat([nonce, sodium.crypto_secretbox_easy(plain, nonce, key)]);
}

/**
 * Decrypts a payload and decodes its content.
 *
 * @throws Error if the key is wrong, or the decrypted bytes are not an encoded payload
 */
export function openPayload(key: Uint8Array, sealed: Uint8Array): Fields {
  const plain = sodium.crypto_secretbox_open_easy(sealed.subarray(24), sealed.subarray(0, 24), key);
  if (plain[0] !== 0) throw new RangeError(`payload format ${plain[0]}, not 0`);
  return decode(decompress(plain.subarray(1))) as Fields;
}
