import type { Terms } from './terms.ts';

/**
 * The settings that the administration makes for an organization (ADMIN-07, ADMIN-18), under their
 * wire names.
 */
export interface Settings {
  readonly is_expired: boolean;
  /** Announced to clients, enforced nowhere. */
  readonly user_profile_outsider_allowed: boolean;
  /** Maximum number of users who are not revoked; null = no limit. */
  readonly active_users_limit: number | bigint | null;
  /** Seconds. */
  readonly realm_minimum_archiving_period_before_deletion: number | bigint;
  readonly tos: Terms | null;
}

/**
 * The same settings in an object of fixed shape. V8 stores an object that was read from a journal
 * or a snapshot as a hash table, which is slower to read at every request.
 */
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
