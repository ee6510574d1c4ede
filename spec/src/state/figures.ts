import type { DateTime } from '../codec/index.ts';
import type { Organization } from './organization.ts';
import type { OrganizationRecord } from './record.ts';
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

/** The counters of one organization among others. */
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

/** How one record moves the counters, from its instant on: sums up to an instant are the figures of that instant (ADMIN-26). */
export interface FiguresChange {
  readonly at: DateTime;
  /** The organization was created (again): what came before no longer counts. */
  readonly fresh: boolean;
  readonly by: Partial<Figures>;
}

const words = { ADMIN: 'admin', STANDARD: 'standard', OUTSIDER: 'outsider' } as const;

/** The counter of users of a profile. */
export const counterOf = (profile: UserProfile, standing: 'active' | 'revoked'): keyof Figures =>
  `${words[profile]}_${standing}`;

/** What a record changes in the statistics across organizations; undefined when it changes none. */
export function figuresChange(record: OrganizationRecord): FiguresChange | undefined {
  switch (record.record) {
    case 'organization_created':
      return { at: record.at, fresh: true, by: {} };
    case 'organization_bootstrapped':
    case 'user_created':
      return { at: record.at, fresh: false, by: { [counterOf(record.profile, 'active')]: 1 } };
    case 'user_updated': {
      const { former_profile: former, profile } = record;
      if (former === profile) return undefined;
      const by = { [counterOf(former, 'active')]: -1, [counterOf(profile, 'active')]: 1 };
      return { at: record.at, fresh: false, by };
    }
    case 'user_revoked': {
      const { profile } = record;
      const by = { [counterOf(profile, 'active')]: -1, [counterOf(profile, 'revoked')]: 1 };
      return { at: record.at, fresh: false, by };
    }
    default:
      return undefined;
  }
}

/** How much an organization stores: nothing, as long as no command stores data. */
export const sizesOf = (_: Organization): Pick<Figures, 'data_size' | 'metadata_size'> => noFigures;

/** The counters of an organization now. */
export function figuresOf(organization: Organization): Figures {
  const counted = { ...noFigures } as Record<keyof Figures, number>;
  for (const { profile, revoked_on } of organization.users.values()) {
    counted[counterOf(profile, revoked_on === null ? 'active' : 'revoked')] += 1;
  }
  return counted;
}
