import type { Distortion } from '../core/distortion.ts';
import { bendCommands } from './asked.ts';
import { outcomeOf, saying } from './look.ts';
import { takenFaults } from './taken-faults.ts';

// An address of that domain is tried at a bootstrap alone.
const atBootstrap = 'types/email-redacted-domain';

/** Rules of certificates, broken at an enrolment alone: `ok` to what is refused for such a fault. */
export const enrolmentCertificateDistortions: readonly Distortion[] = takenFaults
  .filter(([requirement]) => requirement !== atBootstrap)
  .map(([requirement, how, isFault]) =>
    bendCommands(requirement, `${how}-at-enrolment`, ['user_create'], () => async (asked) => {
      const reply = await asked.answer();
      const isTaken = outcomeOf(reply) === 'invalid_certificate' && isFault(asked.request);
      return isTaken ? saying({ status: 'ok' }) : reply;
    }),
  );
