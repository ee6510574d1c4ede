import type { DateTime } from '@parsec-spec/spec/codec';
import type { HumanHandlePair } from '@parsec-spec/spec/scalars';
import type { PasswordCost } from '../device-files/index.ts';
import type { CallFailure } from '../greeting/index.ts';
import type { ClientEnvironment } from '../journeys/index.ts';
import { call, type Connection } from '../transport/index.ts';
import { accountKeys } from './account-keys.ts';

/** The result of asking for the mail that proves an address. */
export type CodeAsked =
  | { outcome: 'sent' }
  | { outcome: 'mail-unavailable' }
  | { outcome: 'recipient-refused' }
  /**
   * Too many mails to this address or by this caller. The server sends the next one after `until`.
   */
  | { outcome: 'too-soon'; until: DateTime }
  | CallFailure;

const mailOutcomes = {
  ok: 'sent',
  email_server_unavailable: 'mail-unavailable',
  email_recipient_refused: 'recipient-refused',
} as const;

/**
 * Starts a sign-up: the server mails a code to the address
 * (spec/commands/anonymous_server/account_create_send_validation_email/README.md). The answer is
 * `sent` even if the address has an account, so that it does not disclose accounts.
 *
 * @param serverUrl `http(s)://HOST[:PORT]/`
 * @param email e-mail address in its normal form
 */
export async function askForCode(
  environment: ClientEnvironment,
  serverUrl: string,
  email: string,
): Promise<CodeAsked> {
  const cmd = 'account_create_send_validation_email';
  const answer = await call(serverOf(environment, serverUrl), 'anonymous_server', { cmd, email });
  if (answer.outcome !== 'reply') return answer;
  const { reply } = answer;
  return reply.status === 'email_sending_rate_limited'
    ? { outcome: 'too-soon', until: reply.wait_until }
    : { outcome: mailOutcomes[reply.status] };
}

export type CodeChecked =
  | { outcome: 'right' }
  | { outcome: 'wrong-code' }
  /**
   * No code is valid for this address: it is older than an hour, was used, or three wrong codes
   * were tried.
   */
  | { outcome: 'no-code' }
  | CallFailure;

/**
 * Checks a code without using it up.
 *
 * @param code the six characters of the mail
 */
export async function checkCode(
  environment: ClientEnvironment,
  serverUrl: string,
  email: string,
  code: string,
): Promise<CodeChecked> {
  const answer = await call(serverOf(environment, serverUrl), 'anonymous_server', {
    cmd: 'account_create_proceed',
    account_create_step: { step: 'NUMBER_0_CHECK_CODE', validation_code: code, email },
  });
  if (answer.outcome !== 'reply') return answer;
  const { status } = answer.reply;
  if (status === 'ok') return { outcome: 'right' };
  return { outcome: status === 'invalid_validation_code' ? 'wrong-code' : 'no-code' };
}

export type AccountCreated =
  | { outcome: 'created' }
  /** The server knows the same keys: this person already has an account with this password. */
  | { outcome: 'account-stands' }
  | Exclude<CodeChecked, { outcome: 'right' }>;

/**
 * Completes a sign-up: creates the account of a proved address. The server never sees the password
 * (spec/commands/anonymous_server/account_create_proceed/README.md).
 *
 * @param handle e-mail address and name
 * @param code the six characters of the mail
 * @param cost cost of Argon2id; default: the cost that Scille's client uses
 */
export async function createAccount(
  environment: ClientEnvironment,
  serverUrl: string,
  [email, name]: HumanHandlePair,
  code: string,
  password: string,
  cost?: PasswordCost,
): Promise<AccountCreated> {
  const keys = await accountKeys(environment.crypto, email, password, cost);
  const answer = await call(serverOf(environment, serverUrl), 'anonymous_server', {
    cmd: 'account_create_proceed',
    account_create_step: {
      step: 'NUMBER_1_CREATE',
      validation_code: code,
      human_handle: [email, name],
      ...keys,
    },
  });
  if (answer.outcome !== 'reply') return answer;
  switch (answer.reply.status) {
    case 'ok':
      return { outcome: 'created' };
    case 'auth_method_id_already_exists':
      return { outcome: 'account-stands' };
    case 'invalid_validation_code':
      return { outcome: 'wrong-code' };
    case 'send_validation_email_required':
      return { outcome: 'no-code' };
  }
}

const serverOf = ({ crypto, transport }: ClientEnvironment, serverUrl: string): Connection => ({
  serverUrl,
  crypto,
  ...(transport && { transport }),
});
