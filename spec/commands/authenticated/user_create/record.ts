import type { DateTime } from '../../../src/codec/index.ts';
import {
  addUser,
  counterOf,
  type NewUser,
  newUserCertificates,
  recordKind,
} from '../../../src/state/index.ts';

/** An administrator enrolled a user (USER-01). */
export interface UserCreated extends NewUser {
  readonly record: 'user_created';
  readonly at: DateTime;
}

/** Adds a user and the first device. */
export const user_created = recordKind<UserCreated>({
  apply: addUser,
  certificates: newUserCertificates,
  counterChanges: ({ profile }) => ({ [counterOf(profile, 'active')]: 1 }),
});
