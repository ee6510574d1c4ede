import { type Crypto, CryptoError } from '@parsec-spec/spec/crypto';
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
