import type { Mutant } from '@parsec-spec/reference-server/core';
import { doesNothing, takesJunk } from '../../../self-test/kit/enrolment.ts';
import { leavesOut } from '../../../self-test/kit/history.ts';

/** Servers that break the rules of `user_update`, one each. */
export const mutants: readonly Mutant[] = [
  leavesOut(
    'user_update/changes-profile-at-once',
    'changes-of-profile-are-not-handed-out',
    (one) => one.type === 'user_update_certificate',
  ),
  doesNothing('user_update/changes-profile-at-once', 'user_update'),
  takesJunk('user_update/certificate-decodes', 'user_update', 'user_update_certificate'),
];
