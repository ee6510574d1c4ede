import type { DateTime } from '@parsec-spec/spec/codec';
import type { HumanHandlePair } from '@parsec-spec/spec/scalars';
import type { PasswordCost } from '../device-files/index.ts';
import type { CallFailure } from '../greeting/index.ts';
import type { Means } from '../journeys/index.ts';
import { call, type Connection } from '../transport/index.ts';
import { accountKeys } from './account-keys.ts';

/** What became of the mail that proves an address. */
export type CodeAsked =
  | { outcome: 'sent' }
  | { outcome: 'mail-unavailable' }
  | { outcome: 'recipient-refused' }
  /** Too many mails to this address, or for this caller: not before then. */
  | { outcome: 'too-soon'; until: DateTime }
  | CallFailure;

const mails = {
  ok: 'sent',
  email_server_unavailable: 'mail-unavailable',
  email_recipient_refused: 'recipient-refused',
} as const;

/** Begins a sign-up: the server mails a code to the address (spec/commands/anonymous_server/account_create_send_validation_email/README.md). It says `sent` too where the address has an account, so that nobody learns that. */
export async function askForCode(means: Means, serverUrl: string, email: string): Promise<CodeAsked> {
  const cmd = 'account_create_send_validation_email';
  const answer = await call(serverOf(means, serverUrl), 'anonymous_server', { cmd, email });
  if (answer.outcome !== 'reply') return answer;
  const { reply } = answer;
  return reply.status === 'email_sending_rate_limited'
    ? { outcome: 'too-soon', until: reply.wait_until }
    : { outcome: mails[reply.status] };
}

export type CodeChecked =
  | { outcome: 'right' }
  | { outcome: 'wrong-code' }
  /** No code holds for this address (any more): it is older than an hour, was used, or was tried wrongly three times. */
  | { outcome: 'no-code' }
  | CallFailure;

/** Asks whether a code is right before anything else is asked of a person. */
export async function checkCode(
  means: Means,
  serverUrl: string,
  email: string,
  code: string,
): Promise<CodeChecked> {
  const answer = await call(serverOf(means, serverUrl), 'anonymous_server', {
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
  /** The server knows these very keys: the same person with the same password has an account here. */
  | { outcome: 'account-stands' }
  | Exclude<CodeChecked, { outcome: 'right' }>;

/** Ends a sign-up: the account of an address that was proved, under a password that the server never sees (spec/commands/anonymous_server/account_create_proceed/README.md). */
export async function createAccount(
  means: Means,
  serverUrl: string,
  [email, name]: HumanHandlePair,
  code: string,
  password: string,
  cost?: PasswordCost,
): Promise<AccountCreated> {
  const keys = await accountKeys(means.crypto, email, password, cost);
  const answer = await call(serverOf(means, serverUrl), 'anonymous_server', {
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

const serverOf = ({ crypto, transport }: Means, serverUrl: string): Connection => ({
  serverUrl,
  crypto,
  ...(transport && { transport }),
});
