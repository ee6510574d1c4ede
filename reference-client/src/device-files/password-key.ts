import { type Crypto, CryptoError, defaultArgon2id } from '@parsec-spec/spec/crypto';
import type { DeviceFilePassword } from '@parsec-spec/spec/device-files';

type PasswordAlgorithm = DeviceFilePassword['algorithm'];

// Limits for the parameters of a malicious file, which could exhaust the memory or take minutes.
const MAX_MEMORY_KIB = 1024 * 1024;
const MAX_WORK_KIB = 8 * 1024 * 1024;
const MAX_LANES = 16;

/** The key, 32 bytes, or why it cannot be derived. */
export type PasswordKey =
  | { ok: true; key: Uint8Array }
  | { ok: false; reason: 'unusable-parameters'; detail: string };

/**
 * Derives the key of a password-protected file (KEYS-06): Argon2id over the UTF-8 of the password,
 * which is neither trimmed nor normalized. Excessive parameters are refused before any computation.
 */
export async function passwordKey(
  crypto: Crypto,
  password: string,
  algorithm: PasswordAlgorithm,
): Promise<PasswordKey> {
  const { memlimit_kb, opslimit, parallelism, salt } = algorithm;
  if (memlimit_kb > MAX_MEMORY_KIB || memlimit_kb * opslimit > MAX_WORK_KIB || parallelism > MAX_LANES) {
    const detail = `${memlimit_kb} KiB, ${opslimit} passes, ${parallelism} lanes exceed the limits of this client`;
    return { ok: false, reason: 'unusable-parameters', detail };
  }
  const bytes = new TextEncoder().encode(password);
  try {
    const key = await crypto.argon2id(bytes, { memlimitKib: memlimit_kb, opslimit, parallelism, salt });
    return { ok: true, key };
  } catch (error) {
    if (!(error instanceof CryptoError) || error.code !== 'argon2id-parameters') throw error;
    return { ok: false, reason: 'unusable-parameters', detail: error.message };
  } finally {
    bytes.fill(0);
  }
}

/** The cost of the password hash: memory in KiB, number of passes, number of lanes. */
export interface PasswordCost {
  memlimitKib: number;
  opslimit: number;
  parallelism: number;
}

/** A new key, and the parameters and the salt that derive it from the password again. */
interface NewPasswordKey {
  readonly algorithm: PasswordAlgorithm;
  readonly key: Uint8Array;
}

/**
 * Derives a key with a new salt.
 *
 * @param cost default: 128 MiB, 3 passes, 1 lane, as Scille's client uses
 * @throws RangeError if the cost exceeds the limits of this client
 */
export async function newPasswordKey(
  crypto: Crypto,
  password: string,
  { memlimitKib: memlimit_kb, opslimit, parallelism }: PasswordCost = defaultArgon2id,
): Promise<NewPasswordKey> {
  const salt = crypto.randomBytes(16);
  const algorithm: PasswordAlgorithm = { type: 'ARGON2ID', memlimit_kb, opslimit, parallelism, salt };
  const derived = await passwordKey(crypto, password, algorithm);
  if (!derived.ok) throw new RangeError(derived.detail);
  return { algorithm, key: derived.key };
}
