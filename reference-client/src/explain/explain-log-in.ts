import { chainFaults } from '../certificates/index.ts';
import { explainOpening } from '../device-files/index.ts';
import type { LoggedIn, TermsOutcome } from '../journeys/index.ts';
import { explainCall } from './explain-call.ts';
import type { Explanation } from './explanation.ts';

/** Tells why a log-in failed. */
export function explainLogIn(ended: Exclude<LoggedIn, { outcome: 'synced' }>): Explanation {
  switch (ended.outcome) {
    case 'not-opened':
      return {
        message: explainOpening(ended.refusal),
        hint: '`client device list` shows the devices stored here',
      };
    case 'lying-server': {
      const { fault, topic, index, detail } = ended.refusal;
      const which = index === undefined ? 'what the server served' : `${topic} certificate ${index}`;
      return {
        message: `the server served certificates that do not hold: ${which} ${chainFaults[fault]} (${detail})`,
        hint: 'do not trust this server until its administrator has explained it; what was known before is kept',
      };
    }
    default:
      return explainCall(ended);
  }
}

/** Tells how a look at the terms ended, if not with their acceptance. */
export function explainTerms(ended: Exclude<TermsOutcome, { outcome: 'accepted' }>): Explanation {
  switch (ended.outcome) {
    case 'declined':
      return {
        message: 'the terms of service were not accepted',
        hint: 'without them the organization cannot be used; ask its administrator',
      };
    case 'no-terms':
      return { message: 'the organization has no terms of service', hint: 'there is nothing to accept' };
    case 'ever-changing':
      return {
        message: 'the terms of service changed each time they were shown',
        hint: 'tell the administrator of the server',
      };
    default:
      return explainCall(ended);
  }
}
