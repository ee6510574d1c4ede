import { type Crypto, CryptoError } from '@parsec-spec/spec/crypto';
import type { DeviceFilePassword } from '@parsec-spec/spec/device-files';

type PasswordAlgorithm = DeviceFilePassword['algorithm'];

// A hostile file must neither take the machine's memory nor keep it busy for minutes.
const mostMemoryKib = 1024 * 1024;
const mostWorkKib = 8 * 1024 * 1024;
const mostLanes = 16;

export type PasswordKey =
  | { ok: true; key: Uint8Array }
  | { ok: false; reason: 'unusable-parameters'; detail: string };

/** The key of a password-protected file (KEYS-06): Argon2id over the password's UTF-8 as typed, neither trimmed nor normalised. Parameters that no client writes are refused before any work. */
export async function passwordKey(
  crypto: Crypto,
  password: string,
  algorithm: PasswordAlgorithm,
): Promise<PasswordKey> {
  const { memlimit_kb, opslimit, parallelism, salt } = algorithm;
  if (memlimit_kb > mostMemoryKib || memlimit_kb * opslimit > mostWorkKib || parallelism > mostLanes) {
    const detail = `${memlimit_kb} KiB, ${opslimit} passes, ${parallelism} lanes are more than this client spends`;
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
