import type { Exchange } from '../../wire/exchange.ts';
import type { Id } from '../../wire/values.ts';
import type { Judge } from '../judge.ts';
import type { CallChange } from '../rpc.ts';

/** Characters of a code (SIGNUP-01). */
export const codeAlphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** Asks for a code by mail. */
export const askCode = (judge: Judge, email: string, options?: CallChange): Promise<Exchange> =>
  judge.rpc.anonymousServer({ cmd: 'account_create_send_validation_email', email }, options);

/** Checks a code, and changes nothing by it. */
export const checkCode = (
  judge: Judge,
  email: string,
  validation_code: string,
  options?: CallChange,
): Promise<Exchange> => {
  const step = { step: 'NUMBER_0_CHECK_CODE', validation_code, email };
  return judge.rpc.anonymousServer({ cmd: 'account_create_proceed', account_create_step: step }, options);
};

/** How a creation may differ: the method of authentication is a new one unless given. */
type CreationChange = CallChange & { readonly authMethod?: Id };

/** Creates an account with a code while no other check creates one. */
export const createAccount = (
  judge: Judge,
  email: string,
  code: string,
  change?: CreationChange,
): Promise<Exchange> => withAccountCreationLock(judge, () => createUnlocked(judge, email, code, change));

/**
 * Creates an account with a code, without the mutex of account creation. For races, which run
 * inside `inTurn`.
 */
export const createUnlocked = (
  judge: Judge,
  email: string,
  validation_code: string,
  { authMethod = judge.random.id(), ...options }: CreationChange = {},
): Promise<Exchange> => {
  const step = {
    step: 'NUMBER_1_CREATE',
    validation_code,
    human_handle: [email, 'Zack'],
    auth_method_password_algorithm: { type: 'ARGON2ID', opslimit: 65536, memlimit_kb: 3, parallelism: 1 },
    auth_method_mac_key: judge.random.bytes(32),
    auth_method_id: authMethod,
    vault_key_access: judge.random.bytes(100),
  };
  return judge.rpc.anonymousServer({ cmd: 'account_create_proceed', account_create_step: step }, options);
};

/** Settles when the last one is through, and all before it. */
interface CreationQueue {
  last: Promise<unknown>;
}

/**
 * A mutex for account creation; the wait does not count as time of the check. A server in which two
 * creations block each other is found by the checks for that, and must not disturb the others.
 */
export async function withAccountCreationLock<T>(judge: Judge, use: () => Promise<T>): Promise<T> {
  const line = await judge.shared<CreationQueue>('turn of who opens an account', async () => ({
    last: Promise.resolve(),
  }));
  const before = line.last;
  const mine = judge.untimed(before).then(use);
  line.last = mine.catch(() => undefined);
  return await mine;
}
