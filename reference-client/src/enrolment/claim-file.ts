import { join } from 'node:path';
import { type Crypto, defaultArgon2id } from '@parsec-spec/spec/crypto';
import type { PasswordCost } from '../device-files/index.ts';
import { passwordKey } from '../device-files/password-key.ts';
import { readSmallFile } from '../device-files/read-file.ts';
import { removeSecretFile, writeSecretFile } from '../device-files/write-secret-file.ts';
import {
  type ClaimFacts,
  type ClaimKeys,
  encodeClaimFile,
  encodeClaimKeys,
  readClaimFile,
  readClaimKeys,
} from './claim-content.ts';

/**
 * The path of the file with the keys of a claimer whose enrolment is not confirmed yet. Each
 * invitation has its own file. Clients do not read its name as that of a device file.
 */
export async function claimPath(crypto: Crypto, folder: string, token: Uint8Array): Promise<string> {
  const name = Buffer.from(await crypto.sha256(token)).toString('hex', 0, 16);
  return join(folder, `${name}.keys.claim`);
}

/**
 * Encrypts a claimer's keys with a password and writes them to disk.
 *
 * @throws RangeError if the cost is out of range, and what the file system throws
 */
export async function storeClaim(
  crypto: Crypto,
  path: string,
  password: string,
  facts: ClaimFacts,
  keys: ClaimKeys,
  cost: PasswordCost = defaultArgon2id,
): Promise<void> {
  const { memlimitKib: memlimit_kb, opslimit, parallelism } = cost;
  const algorithm = {
    type: 'ARGON2ID',
    memlimit_kb,
    opslimit,
    parallelism,
    salt: crypto.randomBytes(16),
  } as const;
  const derived = await passwordKey(crypto, password, algorithm);
  if (!derived.ok) throw new RangeError(derived.detail);
  const plain = encodeClaimKeys(keys);
  const ciphertext = crypto.secretboxSeal(derived.key, crypto.randomBytes(24), plain);
  derived.key.fill(0);
  plain.fill(0);
  await writeSecretFile(path, encodeClaimFile({ ...facts, algorithm, ciphertext }));
}

export type OpenedClaim =
  | { ok: true; keys: ClaimKeys }
  | { ok: false; reason: 'missing' | 'no-claim' | 'cannot-be-opened'; detail: string };

/** Reads and decrypts the keys of a claim. */
export async function openClaim(crypto: Crypto, path: string, password: string): Promise<OpenedClaim> {
  const read = await readSmallFile(path);
  if (!read.ok) {
    return { ok: false, reason: read.reason === 'missing' ? 'missing' : 'no-claim', detail: read.detail };
  }
  const file = readClaimFile(read.bytes);
  if (file === undefined)
    return { ok: false, reason: 'no-claim', detail: 'it is not a claim of this version' };
  const derived = await passwordKey(crypto, password, { type: 'ARGON2ID', ...file.algorithm });
  if (!derived.ok) return { ok: false, reason: 'no-claim', detail: derived.detail };
  const opened = crypto.secretboxOpen(derived.key, file.ciphertext);
  derived.key.fill(0);
  if (!opened.ok) return { ok: false, reason: 'cannot-be-opened', detail: opened.reason };
  const keys = readClaimKeys(opened.plain);
  if (keys === undefined) return { ok: false, reason: 'no-claim', detail: 'its content has another version' };
  return { ok: true, keys };
}

/** Deletes the file of a claim that has ended. */
export const discardClaim = removeSecretFile;
