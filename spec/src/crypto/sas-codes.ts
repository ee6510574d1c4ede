import { symmetric } from './symmetric.ts';

const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const SAS_CODE_COUNT = 1 << 20;

export interface SasCodes {
  readonly claimer: string;
  readonly greeter: string;
}

/**
 * The two codes that people compare by voice (spec/protocol/client-greeting.md), from the shared
 * key and both 64-byte nonces.
 */
export function sasCodes(
  sharedKey: Uint8Array,
  claimerNonce: Uint8Array,
  greeterNonce: Uint8Array,
): SasCodes {
  const nonces = new Uint8Array(claimerNonce.length + greeterNonce.length);
  nonces.set(claimerNonce);
  nonces.set(greeterNonce, claimerNonce.length);
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = symmetric.mac512(sharedKey, nonces);
  // Five bytes, big-endian: the claimer gets the low 20 bits, the greeter the high 20.
  const high = (a << 12) | (b << 4) | (c >> 4);
  const low = ((c & 0x0f) << 16) | (d << 8) | e;
  return { claimer: sasCodeOf(low), greeter: sasCodeOf(high) };
}

/** Four characters for an integer below 2^20, lowest five bits first. */
export function sasCodeOf(value: number): string {
  if (!Number.isInteger(value) || value < 0 || value >= SAS_CODE_COUNT)
    throw new RangeError('a SAS code holds 20 bits');
  return [0, 5, 10, 15].map((shift) => alphabet[(value >> shift) & 31]).join('');
}

/** Whether this text is a SAS code as shown (upper case, without I, O, 0 and 1). */
export const isSasCode = (text: string): boolean => /^[A-HJ-NP-Z2-9]{4}$/.test(text);
