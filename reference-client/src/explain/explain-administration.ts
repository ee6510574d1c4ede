import type { AdministrationOutcome } from '../administration/index.ts';
import { explainCall } from './explain-call.ts';
import type { Explanation } from './explanation.ts';

type Failed = Exclude<AdministrationOutcome<never>, { outcome: 'done' }>;

/** Explains why an administration operation failed. */
export function explainAdministration(ended: Failed, organizationId: string): Explanation {
  switch (ended.outcome) {
    case 'bad-token':
      return {
        message: 'the server refused the administration token (HTTP 403)',
        hint: 'give the token that the server was started with: --administration-token-file, or PARSEC_ADMINISTRATION_TOKEN',
      };
    case 'not-found':
      return {
        message: `the server has no organization ${organizationId} (${ended.detail})`,
        hint: 'check the spelling, letter case counts; is this the right server?',
      };
    case 'refused':
      return {
        message: `the server refused: ${ended.detail}`,
        hint: 'choose another name, or change nothing',
      };
    case 'invalid':
      return {
        message: `the server refused these values: ${ended.detail}`,
        hint: 'an organization’s name has 1 to 32 bytes of letters, digits, _ and -',
      };
    case 'offline':
      return explainCall({ ...ended, maybeReceived: true });
    case 'unexpected':
      return {
        message: `the answer is not one of a Parsec administration: ${ended.detail}`,
        hint: 'is this a Parsec server?',
      };
  }
}
