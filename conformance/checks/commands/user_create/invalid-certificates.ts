import { verifies } from '../../../src/case/verifies.ts';
import { authorFaults, authorOfAllFaults } from './author-faults.ts';
import { coherenceFaults } from './coherence-faults.ts';
import { decodingFaults, refusesEnrolments } from './enrolment-faults.ts';

for (const [requirement, faults] of [...decodingFaults, ...authorFaults, ...coherenceFaults])
  verifies(requirement, (judge) => refusesEnrolments(judge, faults));

verifies(
  [
    'user_create/user-certificate-by-author',
    'user_create/device-certificate-by-author',
    'user_create/redacted-user-certificate-by-author',
    'user_create/redacted-device-certificate-by-author',
  ],
  { case: 'all-four', why: 'Four certificates that agree with each other may still have another author.' },
  (judge) => refusesEnrolments(judge, authorOfAllFaults),
);
