import type { Judge } from '../../judge/judge.ts';
import type { CallChange } from '../../judge/rpc.ts';
import { Mutex } from '../../targets/semaphore.ts';
import type { Exchange } from '../../wire/exchange.ts';
import type { Fields, Id } from '../../wire/values.ts';

/** Characters of a validation code (SIGNUP-01). */
export const codeAlphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** Asks for a validation code by mail. */
export const askCode = (judge: Judge, email: string, options?: CallChange): Promise<Exchange> =>
  judge.rpc.anonymousServer({ cmd: 'account_create_send_validation_email', email }, options);

/** Checks a code, without using it up. */
export const checkCode = (judge: Judge, email: string, validation_code: string): Promise<Exchange> => {
  const step = { step: 'NUMBER_0_CHECK_CODE', validation_code, email };
  return judge.rpc.anonymousServer({ cmd: 'account_create_proceed', account_create_step: step });
};

/** Changes of a creation. The authentication method is a new one unless given. */
type CreationChange = CallChange & { readonly authMethod?: Id };

/** Creates an account with a code. Holds the lock of account creation meanwhile. */
export const createAccount = (
  judge: Judge,
  email: string,
  code: string,
  change?: CreationChange,
): Promise<Exchange> => withAccountCreationLock(judge, () => createUnlocked(judge, email, code, change));

/**
 * Creates an account with a code, without the lock of account creation. For races, which run inside
 * `withAccountCreationLock`.
 */
export const createUnlocked = (
  judge: Judge,
  email: string,
  validation_code: string,
  { authMethod, ...options }: CreationChange = {},
): Promise<Exchange> => {
  const step = {
    ...creationStep(judge, email, validation_code),
    ...(authMethod && { auth_method_id: authMethod }),
  };
  return judge.rpc.anonymousServer({ cmd: 'account_create_proceed', account_create_step: step }, options);
};

/** The step that creates an account, as `account_create_proceed` sends it. */
export const creationStep = (judge: Judge, email: string, validation_code: string): Fields => ({
  step: 'NUMBER_1_CREATE',
  validation_code,
  human_handle: [email, 'Zack'],
  auth_method_password_algorithm: { type: 'ARGON2ID', opslimit: 65536, memlimit_kb: 3, parallelism: 1 },
  auth_method_mac_key: judge.random.bytes(32),
  auth_method_id: judge.random.id(),
  vault_key_access: judge.random.bytes(100),
});

/**
 * Runs `use` while it holds the mutex of account creation. Waiting does not count as time of the
 * check. In a server with a defect, concurrent creations may block each other. Only the checks that
 * look for this defect shall fail.
 */
export async function withAccountCreationLock<T>(judge: Judge, use: () => Promise<T>): Promise<T> {
  const mutex = await judge.shared('the mutex of account creation', async () => new Mutex());
  const release = await judge.untimed(mutex.enter());
  try {
    return await use();
  } finally {
    release();
  }
}
