import type { DateTime } from '../codec/index.ts';
import type { UserProfile } from '../generated/types.ts';
import type { CoreOrganization } from './organization.ts';

/** The counters behind the statistics of an organization; sizes in bytes. */
export interface Figures {
  readonly realms: number;
  readonly data_size: number;
  readonly metadata_size: number;
  readonly admin_active: number;
  readonly admin_revoked: number;
  readonly standard_active: number;
  readonly standard_revoked: number;
  readonly outsider_active: number;
  readonly outsider_revoked: number;
}

/** The counters of one of several organizations. */
export interface OrganizationFigures extends Figures {
  readonly organization_id: string;
}

/** The counters of an organization without users and data. */
export const noFigures: Figures = {
  realms: 0,
  data_size: 0,
  metadata_size: 0,
  admin_active: 0,
  admin_revoked: 0,
  standard_active: 0,
  standard_revoked: 0,
  outsider_active: 0,
  outsider_revoked: 0,
};

/**
 * The change that one record makes to the counters. The sum of all changes up to a time gives the
 * counters at that time (ADMIN-26).
 */
export interface FiguresChange {
  readonly at: DateTime;
  /** The organization was created (again), so earlier changes no longer count. */
  readonly fresh: boolean;
  readonly by: Partial<Figures>;
}

const words = { ADMIN: 'admin', STANDARD: 'standard', OUTSIDER: 'outsider' } as const;

/** The name of the counter for users of a profile. */
export const counterOf = (profile: UserProfile, standing: 'active' | 'revoked'): keyof Figures =>
  `${words[profile]}_${standing}`;

/** The amount of data that an organization stores: zero, since no command stores data. */
export const sizesOf = (_: CoreOrganization): Pick<Figures, 'data_size' | 'metadata_size'> => noFigures;

/** The present counters of an organization. */
export function figuresOf(organization: CoreOrganization): Figures {
  const counted = { ...noFigures } as Record<keyof Figures, number>;
  for (const { profile, revoked_on } of organization.users.values()) {
    counted[counterOf(profile, revoked_on === null ? 'active' : 'revoked')] += 1;
  }
  return counted;
}

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
