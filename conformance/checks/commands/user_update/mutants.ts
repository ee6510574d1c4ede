import type { Mutant } from '@parsec-spec/reference-server/core';
import { acceptsJunk, doesNothing } from '../../../self-test/kit/enrolment.ts';
import { leavesOut } from '../../../self-test/kit/history.ts';

/** Mutants of the requirements of `user_update`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  leavesOut(
    'user_update/changes-profile-at-once',
    'changes-of-profile-are-not-handed-out',
    (one) => one.type === 'user_update_certificate',
  ),
  doesNothing('user_update/changes-profile-at-once', 'user_update'),
  acceptsJunk('user_update/certificate-decodes', 'user_update', 'user_update_certificate'),
];
