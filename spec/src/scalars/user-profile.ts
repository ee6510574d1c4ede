import type { Scalar } from './scalar.ts';

/** What a user may do (TYPES-08), the most powerful first. */
export const userProfiles = ['ADMIN', 'STANDARD', 'OUTSIDER'] as const;

export type Profile = (typeof userProfiles)[number];

/** A profile, spelt exactly so. */
export function userProfile(input: string): Scalar<Profile, 'no-profile'> {
  const value = userProfiles.find((profile) => profile === input);
  if (value !== undefined) return { ok: true, value };
  return { ok: false, reason: 'no-profile', expected: userProfiles.join(', ') };
}
