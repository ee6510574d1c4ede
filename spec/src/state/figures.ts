import type { DateTime } from '../codec/index.ts';
import type { CoreOrganization } from './organization.ts';
import type { UserProfile } from './user.ts';

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
