import type { Fields } from '../case/expect.ts';
import { decode } from '../wire/decode.ts';
import { encode } from '../wire/encode.ts';
import { decompress, rawFrame } from '../wire/zstd.ts';
import type { Role } from './greeting-steps.ts';
import { sodium } from './keys.ts';

type ByRole = Readonly<Record<Role, Uint8Array>>;

/** The key that greeter and claimer share (GREET-29), by libsodium: 32 bytes. */
export function sharedKey(ownPrivate: Uint8Array, peerPublic: Uint8Array, publicKeys: ByRole): Uint8Array {
  const secret = sodium.crypto_scalarmult(ownPrivate, peerPublic);
  const both = Buffer.concat([secret, publicKeys.greeter, publicKeys.claimer]);
  return sodium.crypto_generichash(64, both, null).subarray(0, 32);
}

/** The 32 letters and digits of a short code. */
export const codeAlphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** The short code that each side tells (GREET-30), by libsodium. */
export function shortCodes(key: Uint8Array, nonces: ByRole): Readonly<Record<Role, string>> {
  const mac = sodium.crypto_generichash(64, Buffer.concat([nonces.claimer, nonces.greeter]), key);
  const number = Buffer.from(mac).readUIntBE(0, 5);
  return { claimer: codeOf(number % 2 ** 20), greeter: codeOf(Math.floor(number / 2 ** 20)) };
}

/** Four characters, the lowest five bits first. */
const codeOf = (number: number): string =>
  [0, 5, 10, 15].map((shift) => codeAlphabet.charAt((number >> shift) & 31)).join('');

/** The document that a payload seals: format 0, one zstd frame, msgpack. */
export const documentOf = (content: Fields): Uint8Array =>
  Buffer.concat([Uint8Array.of(0), rawFrame(encode(content))]);

/** Seals a document (or any bytes) under the shared key: nonce, then libsodium's secretbox. */
export function sealBytes(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array): Uint8Array {
  return Buffer.concat([nonce, sodium.crypto_secretbox_easy(plain, nonce, key)]);
}

/** The content of a payload. Throws if it does not open under the key, or is not a document. */
export function openPayload(key: Uint8Array, sealed: Uint8Array): Fields {
  const plain = sodium.crypto_secretbox_open_easy(sealed.subarray(24), sealed.subarray(0, 24), key);
  if (plain[0] !== 0) throw new RangeError(`payload format ${plain[0]}, not 0`);
  return decode(decompress(plain.subarray(1))) as Fields;
}
