import type { Scalar } from './scalar.ts';

/** The profiles of users (TYPES-08), from most to least powerful. */
export const userProfiles = ['ADMIN', 'STANDARD', 'OUTSIDER'] as const;

/** A profile of a user. */
export type UserProfile = (typeof userProfiles)[number];

/** Reads a profile in its exact spelling. */
export function userProfile(input: string): Scalar<UserProfile, 'no-profile'> {
  const value = userProfiles.find((profile) => profile === input);
  if (value !== undefined) return { ok: true, value };
  return { ok: false, reason: 'no-profile', expected: userProfiles.join(', ') };
}

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
