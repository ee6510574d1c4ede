import { explainOpening } from '../device-files/index.ts';
import type { LoggedIn, TermsOutcome } from '../journeys/index.ts';
import { explainCall } from './explain-call.ts';
import { explainSync } from './explain-sync.ts';
import type { Explanation } from './explanation.ts';

/** Explains why a log-in failed. */
export function explainLogIn(ended: Exclude<LoggedIn, { outcome: 'synced' }>): Explanation {
  if (ended.outcome !== 'not-opened') return explainSync(ended);
  return {
    message: explainOpening(ended.refusal),
    hint: '`client device list` shows the devices stored here',
  };
}

/** Explains why the terms were not accepted. */
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
