import type { Scalar } from './scalar.ts';

/**
 * Reads a bootstrap or invitation token from text: 32 hexadecimal digits of either case, no dashes
 * (TYPES-12).
 */
export function accessToken(input: string): Scalar<Uint8Array, 'no-token'> {
  if (!/^[0-9a-f]{32}$/i.test(input)) {
    return { ok: false, reason: 'no-token', expected: '32 hexadecimal digits' };
  }
  const pair = (_: unknown, index: number): number =>
    Number.parseInt(input.slice(2 * index, 2 * index + 2), 16);
  return { ok: true, value: Uint8Array.from({ length: 16 }, pair) };
}

/** The text form of a token. It is a secret for headers and links, never for logs. */
export const accessTokenText = (token: Uint8Array): string =>
  Array.from(token, (byte) => byte.toString(16).padStart(2, '0')).join('');
