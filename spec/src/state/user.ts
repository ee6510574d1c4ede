import type { DateTime, Uuid } from '../codec/index.ts';

/** The rights of a user (TYPES-08). */
export type UserProfile = 'ADMIN' | 'STANDARD' | 'OUTSIDER';

/** A member of an organization, revoked or not. */
export interface User {
  readonly user_id: Uuid;
  /**
   * E-mail and label. Where even the full certificate hides the handle, it is a substitute made
   * from the id.
   */
  readonly human_handle: readonly [string, string];
  /** The present profile. */
  readonly profile: UserProfile;
  /** Set by the administration only. It belongs to the user, not to the e-mail (ADMIN-32). */
  readonly frozen: boolean;
  readonly revoked_on: DateTime | null;
  /** The last acceptance of the terms, by any device of the user (TOS-04). */
  readonly tos_accepted_on: DateTime | null;
}
