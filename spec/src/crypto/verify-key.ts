import { ed25519 } from '@noble/curves/ed25519.js';

// The y coordinates of the eight points of order 1, 2, 4 and 8, with the sign bit cleared.
const smallOrder = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]);

/**
 * Whether 32 bytes can encode a point of the main group as libsodium accepts it: not of small
 * order, and y below the prime of the field. It does not check that the point is on the curve;
 * verification does.
 */
export function isPlainPoint(bytes: Uint8Array): boolean {
  if (bytes.length !== 32) return false;
  const last = (bytes[31] ?? 0) & 0x7f;
  const first = bytes[0] ?? 0;
  // The fast path for almost all keys: the listed values end in 00, 05, 7a or 7f, and y >= p only
  // in 7f.
  if (last !== 0x00 && last !== 0x05 && last !== 0x7a && last !== 0x7f) return true;
  if (last === 0x7f && first >= 0xed && bytes.subarray(1, 31).every((byte) => byte === 0xff)) return false;
  return !smallOrder.has(hex(bytes.subarray(0, 31)) + last.toString(16).padStart(2, '0'));
}

/**
 * Whether any signature can verify under an Ed25519 key. False for a wrong length, for bytes that
 * are not a point of the curve, and for points of small order (KEYS-03).
 */
export function isUsableVerifyKey(bytes: Uint8Array): boolean {
  if (!isPlainPoint(bytes)) return false;
  try {
    ed25519.Point.fromBytes(bytes);
    return true;
  } catch {
    return false;
  }
}

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
