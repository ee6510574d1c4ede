import type { AccountCreated, CodeAsked, CodeChecked } from '../accounts/index.ts';
import { explainCall } from './explain-call.ts';
import type { Explanation } from './explanation.ts';

type Failed =
  | Exclude<CodeAsked, { outcome: 'sent' }>
  | Exclude<CodeChecked, { outcome: 'right' }>
  | Exclude<AccountCreated, { outcome: 'created' }>;

/** Tells why a sign-up goes no further. */
export function explainSignUp(ended: Failed): Explanation {
  switch (ended.outcome) {
    case 'mail-unavailable':
      return {
        message: 'the server cannot send mail',
        hint: 'try again later, or tell the administrator of the server',
      };
    case 'recipient-refused':
      return { message: 'the mail system refuses this address', hint: 'check its spelling' };
    case 'too-soon':
      return {
        message: `the server sends the next mail at ${ended.until}`,
        hint: 'look for the one it sent already, in the folder of unwanted mail too, and go on with its code: --code CODE',
      };
    case 'wrong-code':
      return {
        message: 'that is not the code of the mail',
        hint: 'the newest mail counts; after three wrong codes a new one is needed',
      };
    case 'no-code':
      return {
        message:
          'no code holds for this address: it is older than an hour, was used, or was mistyped three times',
        hint: 'begin again without a code: a new mail is sent',
      };
    case 'account-stands':
      return {
        message: 'there is an account with this address and this password already',
        hint: 'an organization needs no new one: `client organization create`',
      };
    default:
      return explainCall(ended);
  }
}
