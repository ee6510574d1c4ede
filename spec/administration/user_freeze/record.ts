import type { DateTime, Uuid } from '../../src/codec/index.ts';
import { changeUser, recordKind } from '../../src/state/index.ts';

/** The administration froze or unfroze a user (ADMIN-28). */
export interface UserFrozen {
  readonly record: 'user_frozen';
  readonly at: DateTime;
  readonly user_id: Uuid;
  readonly frozen: boolean;
}

/** Freezes or unfreezes a user. */
export const user_frozen = recordKind<UserFrozen>({
  apply: (state, { user_id, frozen }) => changeUser(state, user_id, { frozen }),
});
