import type { DateTime, Uuid } from '../../../src/codec/index.ts';
import { changeUser, recordKind } from '../../../src/state/index.ts';

/** A user accepted the terms (TOS-04). */
export interface TosAccepted {
  readonly record: 'tos_accepted';
  readonly at: DateTime;
  readonly user_id: Uuid;
}

/** Records that a user accepted the terms. */
export const tos_accepted = recordKind<TosAccepted>({
  apply: (state, { user_id, at }) => changeUser(state, user_id, { tos_accepted_on: at }),
});
