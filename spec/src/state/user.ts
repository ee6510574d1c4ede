import type { DateTime, Uuid } from '../codec/index.ts';

/** What a user may do (TYPES-08). */
export type UserProfile = 'ADMIN' | 'STANDARD' | 'OUTSIDER';

/** A member of an organization, revoked or not. */
export interface User {
  readonly user_id: Uuid;
  /** E-mail and label; a handle made up from the id when even the full certificate hides it. */
  readonly human_handle: readonly [string, string];
  /** The present one. */
  readonly profile: UserProfile;
  /** Set by the administration alone; belongs to the user, not to the e-mail (ADMIN-32). */
  readonly frozen: boolean;
  readonly revoked_on: DateTime | null;
  /** When the terms were last accepted, by whichever device of the user (TOS-04). */
  readonly tos_accepted_on: DateTime | null;
}
