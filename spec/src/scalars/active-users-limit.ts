import type { Scalar } from './scalar.ts';

/**
 * The maximum number of active users: null = no limit, otherwise 0 to 2^64 - 1 (TYPES-11), as a
 * bigint where a number is inexact.
 */
export function activeUsersLimit(input: unknown): Scalar<number | bigint | null, 'no-limit'> {
  if (input === null) return { ok: true, value: null };
  const exact = typeof input === 'number' && Number.isInteger(input) ? BigInt(input) : input;
  if (typeof exact !== 'bigint' || exact < 0n || exact > 0xffff_ffff_ffff_ffffn) {
    return { ok: false, reason: 'no-limit', expected: 'null or an integer from 0 to 2^64 - 1' };
  }
  return { ok: true, value: exact <= Number.MAX_SAFE_INTEGER ? Number(exact) : exact };
}
