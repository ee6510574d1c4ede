import type { DateTime, Uuid } from '../../../src/codec/index.ts';
import type { UserProfile } from '../../../src/commands/index.ts';
import { changeUser, counterOf, recordKind } from '../../../src/state/index.ts';

/** A user was revoked (USER-26). */
export interface UserRevoked {
  readonly record: 'user_revoked';
  readonly at: DateTime;
  /** Timestamp of the certificate. */
  readonly timestamp: DateTime;
  readonly user_id: Uuid;
  /** The user's profile at the revocation. */
  readonly profile: UserProfile;
  readonly revoked_user_certificate: Uint8Array;
}

/** Revokes a user. */
export const user_revoked = recordKind<UserRevoked>({
  apply: (state, { timestamp, user_id }) => changeUser(state, user_id, { revoked_on: timestamp }),
  certificates: {
    revoked_user_certificate: {
      collection: 'common',
      full: 'revoked_user_certificate',
      redacted: 'revoked_user_certificate',
    },
  },
  counterChanges: ({ profile }) => ({
    [counterOf(profile, 'active')]: -1,
    [counterOf(profile, 'revoked')]: 1,
  }),
});
