import {
  DateTime,
  type Decoded,
  type DecodedObject,
  decode,
  encode,
  hexOf,
  isTextMap,
  Uuid,
} from '@parsec-spec/spec/codec';
import type { Crypto } from '@parsec-spec/spec/crypto';
import { joinPath, listFolder, readSmallFile, removeSecretFile, writeSecretFile } from '#platform';
import { newPasswordKey, type PasswordCost, passwordKey } from '../device-files/password-key.ts';

/**
 * The path of the file with the keys of a claimer whose enrolment is not confirmed yet. Each
 * invitation has its own file. Clients do not read its name as that of a device file.
 */
export async function claimPath(crypto: Crypto, folder: string, token: Uint8Array): Promise<string> {
  const digest = await crypto.sha256(token);
  const name = hexOf(digest.subarray(0, 16));
  return joinPath(folder, `${name}.keys.claim`);
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
  cost?: PasswordCost,
): Promise<void> {
  const { algorithm, key } = await newPasswordKey(crypto, password, cost);
  const plain = encodeClaimKeys(keys);
  const ciphertext = crypto.secretboxSeal(key, crypto.randomBytes(24), plain);
  key.fill(0);
  plain.fill(0);
  await writeSecretFile(path, encodeClaimFile({ ...facts, algorithm, ciphertext }));
}

/** The keys of a claim, or why they cannot be used. */
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

/**
 * What a claimer must keep once its keys may be enrolled: the keys and the state of the greeting
 * attempt. All of it is encrypted.
 */
export interface ClaimKeys {
  /** Ed25519 seed of the device. */
  readonly signing_key: Uint8Array;
  /**
   * X25519 key of a new user; null for a new device, which receives the user's key from the
   * greeter.
   */
  readonly private_key: Uint8Array | null;
  readonly greeter: Uuid;
  readonly greeting_attempt: Uuid;
  readonly shared_key: Uint8Array;
  /** The payload of step 6, which must be the same when it is sent again. */
  readonly claimer_payload: Uint8Array;
}

/**
 * The clear part of a claim file. `invitation` is the SHA-256 of the token, because the token
 * itself is a secret.
 */
export interface ClaimFacts {
  readonly created_on: DateTime;
  readonly server_url: string;
  readonly organization_id: string;
  readonly invitation: Uint8Array;
  readonly invitation_type: 'USER' | 'DEVICE';
  readonly email: string;
  readonly device_label: string;
}

/** The parameters of the password hash, as in device files. */
interface ClaimLock {
  readonly memlimit_kb: number;
  readonly opslimit: number;
  readonly parallelism: number;
  readonly salt: Uint8Array;
}

interface ClaimFile extends ClaimFacts {
  readonly algorithm: ClaimLock;
  readonly ciphertext: Uint8Array;
}

const fileType = 'parsec_spec_claim';
const keysType = 'parsec_spec_claim_keys';

const encodeClaimFile = (file: ClaimFile): Uint8Array =>
  encode({ type: fileType, ...file, algorithm: { type: 'ARGON2ID', ...file.algorithm } });

const encodeClaimKeys = (keys: ClaimKeys): Uint8Array => encode({ type: keysType, ...keys });

/** Decodes a claim file; undefined if it is not a claim file of this version. */
function readClaimFile(bytes: Uint8Array): ClaimFile | undefined {
  const map = mapIn(bytes);
  if (map?.type !== fileType || !isTextMap(map.algorithm)) return undefined;
  const { algorithm } = map;
  const isValid =
    DateTime.is(map.created_on) &&
    [map.server_url, map.organization_id, map.email, map.device_label].every(
      (text) => typeof text === 'string',
    ) &&
    (map.invitation_type === 'USER' || map.invitation_type === 'DEVICE') &&
    isBytes(map.invitation, 32) &&
    map.ciphertext instanceof Uint8Array &&
    [algorithm.memlimit_kb, algorithm.opslimit, algorithm.parallelism].every(Number.isSafeInteger) &&
    isBytes(algorithm.salt, 16);
  return isValid ? (map as unknown as ClaimFile) : undefined;
}

/** Decodes the sealed part of a claim file; undefined if it is not of this version. */
function readClaimKeys(bytes: Uint8Array): ClaimKeys | undefined {
  const map = mapIn(bytes);
  const isValid =
    map?.type === keysType &&
    isBytes(map.signing_key, 32) &&
    (map.private_key === null || isBytes(map.private_key, 32)) &&
    isBytes(map.shared_key, 32) &&
    Uuid.is(map.greeter) &&
    Uuid.is(map.greeting_attempt) &&
    map.claimer_payload instanceof Uint8Array;
  return isValid ? (map as unknown as ClaimKeys) : undefined;
}

const isBytes = (value: Decoded | undefined, size: number): boolean =>
  value instanceof Uint8Array && value.length === size;

function mapIn(bytes: Uint8Array): DecodedObject | undefined {
  try {
    const value = decode(bytes);
    return isTextMap(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * An enrolment that was started on this machine and has not finished, as the clear part of its file
 * describes it.
 */
export interface StoredClaim extends ClaimFacts {
  readonly path: string;
}

/**
 * Lists the unfinished claims in a folder of device files. A file that cannot be read is skipped.
 */
export async function listClaims(folder: string): Promise<readonly StoredClaim[]> {
  const names = ((await listFolder(folder)) ?? []).map(({ name }) => name);
  const claims: StoredClaim[] = [];
  for (const name of names.filter((each) => each.endsWith('.keys.claim')).sort()) {
    const path = joinPath(folder, name);
    const read = await readSmallFile(path);
    const file = read.ok ? readClaimFile(read.bytes) : undefined;
    if (file !== undefined) claims.push({ ...file, path });
  }
  return claims;
}
