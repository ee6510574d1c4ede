import type { DateTime, Uuid } from '../../../src/codec/index.ts';
import type { UserProfile } from '../../../src/commands/index.ts';
import { changeUser, counterOf, recordKind } from '../../../src/state/index.ts';

/** The profile of a user changed (USER-22). */
export interface UserUpdated {
  readonly record: 'user_updated';
  readonly at: DateTime;
  /** Timestamp of the certificate. */
  readonly timestamp: DateTime;
  readonly user_id: Uuid;
  readonly former_profile: UserProfile;
  readonly profile: UserProfile;
  readonly user_update_certificate: Uint8Array;
}

/** Applies a change of profile. */
export const user_updated = recordKind<UserUpdated>({
  apply: (state, { user_id, profile }) => changeUser(state, user_id, { profile }),
  certificates: {
    user_update_certificate: {
      collection: 'common',
      full: 'user_update_certificate',
      redacted: 'user_update_certificate',
    },
  },
  counterChanges: ({ former_profile, profile }) =>
    former_profile === profile
      ? undefined
      : { [counterOf(former_profile, 'active')]: -1, [counterOf(profile, 'active')]: 1 },
});
