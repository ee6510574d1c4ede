import { type InvalidCertificate, refusesFounding } from '../../../src/case/matchers/refuses-founding.ts';
import { verifies } from '../../../src/case/verifies.ts';
import { coherenceFaults } from './coherence-faults.ts';
import { decodingFaults } from './decoding-faults.ts';
import { redactionFaults } from './redaction-faults.ts';
import { signatureFaults } from './signature-faults.ts';

const rules: readonly InvalidCertificate[] = [
  ...decodingFaults,
  ...signatureFaults,
  ...coherenceFaults,
  ...redactionFaults,
];
for (const [requirement, trial] of rules)
  verifies(requirement, (judge) => refusesFounding(judge, trial(judge)));
