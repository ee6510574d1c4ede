import type { AccountCreated, CodeAsked, CodeChecked } from '../journeys/sign-up.ts';
import { type Explanation, explainCall } from './explain-call.ts';

type Failed =
  | Exclude<CodeAsked, { outcome: 'sent' }>
  | Exclude<CodeChecked, { outcome: 'right' }>
  | Exclude<AccountCreated, { outcome: 'created' }>;

/** Explains why a sign-up failed. */
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
        hint: 'look for the mail that it has already sent, also in the spam folder, and continue with its code: --code CODE',
      };
    case 'wrong-code':
      return {
        message: 'the code is not the one of the newest mail',
        hint: 'only the newest mail counts; after three wrong codes a new one is needed',
      };
    case 'no-code':
      return {
        message:
          'no code is valid for this address: it is older than an hour, was used, or was mistyped three times',
        hint: 'start again without a code: the server then sends a new mail',
      };
    case 'account-stands':
      return {
        message: 'an account with this address and password already exists',
        hint: 'to create an organization no new account is needed: `client organization create`',
      };
    default:
      return explainCall(ended);
  }
}
