import {
  type ClientRules,
  chainProblems,
  clientRules,
  type OrganizationView,
} from '@parsec-spec/spec/client-rules';
import { explainOpening } from '../device-files/open-device.ts';
import type { TermsOutcome } from '../journeys/accept-terms.ts';
import type { LoggedIn } from '../journeys/log-in.ts';
import type { Synced } from '../journeys/sync-certificates.ts';
import { type Explanation, explainCall } from './explain-call.ts';

/**
 * Says who else can read the data (CLIENT-10). Undefined without a sequester authority.
 *
 * @param rules the rules of this client; default: all
 */
export const authorityNotice = (
  view: OrganizationView,
  rules: ClientRules = clientRules,
): string | undefined =>
  rules['client-trust/shows-authority']?.(view)
    ? 'this organization has a sequester authority, which can read all of its data'
    : undefined;

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
    case 'no-web-address':
      return {
        message: 'the terms of service have no address of a web page (http or https)',
        hint: 'without them the organization cannot be used; tell the administrator of the server',
      };
    case 'terms-unstable':
      return {
        message: 'the terms of service changed each time they were shown',
        hint: 'tell the administrator of the server',
      };
    default:
      return explainCall(ended);
  }
}

/** Explains why the certificates of an organization were refused. */
export function explainSync(ended: Exclude<Synced, { outcome: 'synced' }>): Explanation {
  if (ended.outcome !== 'history-refused') return explainCall(ended);
  const { problem, topic, index, detail } = ended.refusal;
  const which = index === undefined ? 'the list as a whole' : `${topic} certificate ${index}`;
  return {
    message: `the server served certificates that are not valid: ${which} ${chainProblems[problem]} (${detail})`,
    hint: 'do not trust this server until its administrator has explained it; the certificates verified before are kept',
  };
}
