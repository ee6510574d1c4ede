import { verifies } from '../../../src/case/verifies.ts';
import { authorOfBothFaults, coherenceFaults, refusesAdditions, slotFaults } from './addition-faults.ts';

for (const [requirement, faults] of [...slotFaults, ...coherenceFaults])
  verifies(requirement, (judge) => refusesAdditions(judge, faults));

verifies(
  ['device_create/device-certificate-by-author', 'device_create/redacted-device-certificate-by-author'],
  { case: 'both', why: 'Two certificates that agree with each other may still have another author.' },
  (judge) => refusesAdditions(judge, authorOfBothFaults),
);
