import type { Scalar } from './scalar.ts';

/** The profiles of users (TYPES-08), from most to least powerful. */
export const userProfiles = ['ADMIN', 'STANDARD', 'OUTSIDER'] as const;

export type Profile = (typeof userProfiles)[number];

/** Reads a profile in its exact spelling. */
export function userProfile(input: string): Scalar<Profile, 'no-profile'> {
  const value = userProfiles.find((profile) => profile === input);
  if (value !== undefined) return { ok: true, value };
  return { ok: false, reason: 'no-profile', expected: userProfiles.join(', ') };
}
