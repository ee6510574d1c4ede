import type { Terms } from './terms.ts';

/** What the administration decides about an organization (ADMIN-07, ADMIN-18), under its wire names. */
export interface Settings {
  readonly is_expired: boolean;
  /** Advertised to clients, enforced nowhere. */
  readonly user_profile_outsider_allowed: boolean;
  /** Greatest number of users that are not revoked; null = no limit. */
  readonly active_users_limit: number | bigint | null;
  /** Seconds. */
  readonly realm_minimum_archiving_period_before_deletion: number | bigint;
  readonly tos: Terms | null;
}

/** The same settings in an object of one shape: what came out of a journal or a snapshot is a table, slow to look into at every request. */
export const settingsOf = ({
  is_expired,
  user_profile_outsider_allowed,
  active_users_limit,
  realm_minimum_archiving_period_before_deletion,
  tos,
}: Settings): Settings => ({
  is_expired,
  user_profile_outsider_allowed,
  active_users_limit,
  realm_minimum_archiving_period_before_deletion,
  tos,
});
