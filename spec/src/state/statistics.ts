import type { Figures } from './figures.ts';
import type { UserProfile } from './user.ts';

/** Numbers of users of one profile. */
export interface ProfileFigures {
  readonly active: number;
  readonly revoked: number;
}

/**
 * Statistics of an organization as the administration shows them (ADMIN-24), under their wire
 * names; sizes in bytes.
 */
export interface Statistics {
  readonly realms: number;
  readonly data_size: number;
  readonly metadata_size: number;
  /** All users ever created. */
  readonly users: number;
  /** Users who are not revoked, including frozen ones. */
  readonly active_users: number;
  /** By present profile. */
  readonly users_per_profile_detail: Readonly<Record<UserProfile, ProfileFigures>>;
}

/** The counters, summed up under their wire names. */
export function statistics(figures: Figures): Statistics {
  const active = figures.admin_active + figures.standard_active + figures.outsider_active;
  const revoked = figures.admin_revoked + figures.standard_revoked + figures.outsider_revoked;
  return {
    realms: figures.realms,
    data_size: figures.data_size,
    metadata_size: figures.metadata_size,
    users: active + revoked,
    active_users: active,
    users_per_profile_detail: {
      ADMIN: { active: figures.admin_active, revoked: figures.admin_revoked },
      STANDARD: { active: figures.standard_active, revoked: figures.standard_revoked },
      OUTSIDER: { active: figures.outsider_active, revoked: figures.outsider_revoked },
    },
  };
}
