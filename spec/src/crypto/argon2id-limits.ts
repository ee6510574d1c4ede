import type { Argon2idParameters } from './crypto.ts';
import { CryptoError } from './crypto-error.ts';

/** Size of the derived key in bytes. */
export const ARGON2ID_SIZE = 32;

/**
 * The cost of protecting a new secret (spec/protocol/client-keys.md); the salt is 16 fresh random
 * bytes.
 */
export const defaultArgon2id = { memlimitKib: 131_072, opslimit: 3, parallelism: 1 } as const;

// Upper limits: 2 GiB, and twenty times the default work. A damaged or hostile file must not make a
// reader allocate terabytes or compute for hours.
const MAX_MEMORY_KIB = 2 * 1024 * 1024;
const MAX_WORK_KIB = 8 * 1024 * 1024;

/**
 * Refuses parameters outside the range of Argon2 (less than 8 KiB per lane, no pass, a salt other
 * than 16 bytes) and parameters that cost too much.
 * @throws {CryptoError} `argon2id-parameters`.
 */
export function demandArgon2idParameters(parameters: Argon2idParameters): void {
  const { memlimitKib, opslimit, parallelism, salt } = parameters;
  const within = (name: string, value: number, least: number, top: number): void => {
    if (!Number.isInteger(value) || value < least || value > top) {
      throw new CryptoError(
        'argon2id-parameters',
        `Argon2id ${name} must be ${least} to ${top}, got ${value}`,
      );
    }
  };
  within('parallelism', parallelism, 1, 255);
  within('memory (KiB)', memlimitKib, 8 * parallelism, MAX_MEMORY_KIB);
  within('passes', opslimit, 1, Math.floor(MAX_WORK_KIB / memlimitKib));
  within('salt length', salt.length, 16, 16);
}
