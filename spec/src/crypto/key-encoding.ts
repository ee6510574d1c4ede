const fromHex = (text: string): Uint8Array =>
  Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/**
 * DER prefixes that turn 32 raw key bytes into the formats that platforms import (RFC 8410): PKCS#8
 * for seeds, SPKI for public keys.
 */
export const prefixes = {
  Ed25519: {
    pkcs8: fromHex('302e020100300506032b657004220420'),
    spki: fromHex('302a300506032b6570032100'),
  },
  X25519: {
    pkcs8: fromHex('302e020100300506032b656e04220420'),
    spki: fromHex('302a300506032b656e032100'),
  },
} as const;

/** The prefix and the raw bytes in one new buffer. */
export function withPrefix(prefix: Uint8Array, raw: Uint8Array): Uint8Array<ArrayBuffer> {
  const der = new Uint8Array(prefix.length + raw.length);
  der.set(prefix);
  der.set(raw, prefix.length);
  return der;
}
