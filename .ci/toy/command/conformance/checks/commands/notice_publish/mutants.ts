import type { Mutant } from '@parsec-spec/reference-server/core';
import { acceptsJunk, doesNothing } from '../../../self-test/kit/enrolment.ts';
import { leavesOut } from '../../../self-test/kit/history.ts';

/** Mutants of the requirements of `notice_publish`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  doesNothing('notice_publish/handed-out', 'notice_publish'),
  leavesOut(
    'notice_publish/handed-out',
    'notices-are-not-handed-out',
    ({ type }) => type === 'notice_certificate',
  ),
  acceptsJunk('notice_publish/certificate-decodes', 'notice_publish', 'notice_certificate'),
];
