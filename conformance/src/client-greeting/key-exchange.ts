import type { Role } from '../greeting/index.ts';
import { sodium } from '../keys/index.ts';

type OfBoth = Readonly<Record<Role, Uint8Array>>;

/** The key that greeter and claimer share (GREET-29), by libsodium: 32 bytes. */
export function sharedKey(ownPrivate: Uint8Array, peerPublic: Uint8Array, publicKeys: OfBoth): Uint8Array {
  const secret = sodium.crypto_scalarmult(ownPrivate, peerPublic);
  const both = Buffer.concat([secret, publicKeys.greeter, publicKeys.claimer]);
  return sodium.crypto_generichash(64, both, null).subarray(0, 32);
}

/** The 32 letters and digits of a short code. */
export const codeAlphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** The short code that each side tells (GREET-30), by libsodium. */
export function shortCodes(key: Uint8Array, nonces: OfBoth): Readonly<Record<Role, string>> {
  const mac = sodium.crypto_generichash(64, Buffer.concat([nonces.claimer, nonces.greeter]), key);
  const number = Buffer.from(mac).readUIntBE(0, 5);
  return { claimer: codeOf(number % 2 ** 20), greeter: codeOf(Math.floor(number / 2 ** 20)) };
}

/** Four characters, the lowest five bits first. */
const codeOf = (number: number): string =>
  [0, 5, 10, 15].map((shift) => codeAlphabet.charAt((number >> shift) & 31)).join('');
