import { createHash, timingSafeEqual } from 'node:crypto';
import { bearerToken } from './bearer.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Judges the `Authorization` of administration requests (ADMIN-01): digests of one length are compared, in constant time. */
export function administrationGate(
  token: string,
): (header: string | undefined) => 'open' | 'missing' | 'wrong' {
  const expected = digest(token);
  return (header) => {
    const given = bearerToken(header);
    if (given === undefined) return 'missing';
    return timingSafeEqual(digest(given), expected) ? 'open' : 'wrong';
  };
}
