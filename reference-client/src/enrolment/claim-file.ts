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

/** Where the keys of a claimer wait while the greeter may be enrolling them: one file for each invitation, under a name that no client takes for a device. */
export async function claimPath(crypto: Crypto, folder: string, token: Uint8Array): Promise<string> {
  const name = Buffer.from(await crypto.sha256(token)).toString('hex', 0, 16);
  return join(folder, `${name}.keys.claim`);
}

/** Seals a claimer's keys under its password, and puts them on disk. Throws what the file system throws. */
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

/** Opens the keys that wait for an invitation. */
export async function openClaim(crypto: Crypto, path: string, password: string): Promise<OpenedClaim> {
  const read = await readSmallFile(path);
  if (!read.ok) {
    return { ok: false, reason: read.reason === 'missing' ? 'missing' : 'no-claim', detail: read.detail };
  }
  const file = readClaimFile(read.bytes);
  if (file === undefined) return { ok: false, reason: 'no-claim', detail: 'it is no claim of this version' };
  const derived = await passwordKey(crypto, password, { type: 'ARGON2ID', ...file.algorithm });
  if (!derived.ok) return { ok: false, reason: 'no-claim', detail: derived.detail };
  const opened = crypto.secretboxOpen(derived.key, file.ciphertext);
  derived.key.fill(0);
  if (!opened.ok) return { ok: false, reason: 'cannot-be-opened', detail: opened.reason };
  const keys = readClaimKeys(opened.plain);
  if (keys === undefined)
    return { ok: false, reason: 'no-claim', detail: 'its content is of another version' };
  return { ok: true, keys };
}

/** The claim is over: its keys are a device's now, or nobody's. */
export const discardClaim = removeSecretFile;
