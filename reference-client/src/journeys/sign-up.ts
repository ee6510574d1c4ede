import { writeDocument } from '@parsec-spec/spec/certificates';
import { type DateTime, Uuid } from '@parsec-spec/spec/codec';
import { type Crypto, defaultArgon2id, deriveIdentifier, deriveSecretKey } from '@parsec-spec/spec/crypto';
import type { HumanHandlePair } from '@parsec-spec/spec/scalars';
import { type CallFailure, type Connection, call } from '../call/call.ts';
import type { PasswordCost } from '../device-files/password-key.ts';
import { type ClientEnvironment, channelOf } from './session.ts';

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

/** The result of checking a code. */
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

/** The result of creating an account. */
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

const serverOf = (environment: ClientEnvironment, serverUrl: string): Connection => ({
  serverUrl,
  ...channelOf(environment),
});

/**
 * The keys of an account (spec/protocol/client-keys.md). The server can verify with them that a
 * client knows the password. It never learns the password.
 */
interface AccountKeys {
  readonly auth_method_id: Uuid;
  readonly auth_method_mac_key: Uint8Array;
  readonly auth_method_password_algorithm: {
    readonly type: 'ARGON2ID';
    readonly opslimit: number;
    readonly memlimit_kb: number;
    readonly parallelism: number;
  };
  /** The key of the account's vault, encrypted with a key derived from the password. */
  readonly vault_key_access: Uint8Array;
}

const utf8 = new TextEncoder();
const repeatedDigitUuid = (digit: string): Uint8Array =>
  Uuid.parse(digit.repeat(32))?.bytes ?? new Uint8Array(16);

/**
 * Derives the keys of an account from its e-mail address and password. The salt depends only on the
 * address, so that a client without any file derives the same keys.
 *
 * @param email in its normal form; it is part of the salt
 * @param cost cost of Argon2id; default: the cost that Scille's client uses
 * @throws CryptoError `argon2id-parameters` if the cost is out of range
 */
async function accountKeys(
  crypto: Crypto,
  email: string,
  password: string,
  cost: PasswordCost = defaultArgon2id,
): Promise<AccountKeys> {
  const { memlimitKib, opslimit, parallelism } = cost;
  const passwordBytes = utf8.encode(password);
  const master = await crypto.argon2id(passwordBytes, {
    ...{ memlimitKib, opslimit, parallelism },
    salt: crypto.blake2b(utf8.encode(`PARSEC_PASSWORD_ARGON2ID.${email}`), { size: 16 }),
  });
  passwordBytes.fill(0);
  const vault = deriveSecretKey(master, repeatedDigitUuid('2'));
  const keys = {
    auth_method_id: Uuid.of(deriveIdentifier(master, repeatedDigitUuid('0'))),
    auth_method_mac_key: deriveSecretKey(master, repeatedDigitUuid('1')),
    auth_method_password_algorithm: { type: 'ARGON2ID', opslimit, memlimit_kb: memlimitKib, parallelism },
    vault_key_access: sealedVaultKey(crypto, vault),
  } as const;
  master.fill(0);
  vault.fill(0);
  return keys;
}

// This client stores nothing in the vault, so the sealed key is random and unused.
function sealedVaultKey(crypto: Crypto, key: Uint8Array): Uint8Array {
  const content = { type: 'account_vault_key_access', vault_key: crypto.randomBytes(32) };
  return crypto.secretboxSeal(key, crypto.randomBytes(24), writeDocument(content));
}
