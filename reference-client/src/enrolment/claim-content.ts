import {
  type Decoded,
  type DateTime,
  decode,
  DateTime as Instant,
  encode,
  Uuid,
} from '@parsec-spec/spec/codec';

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
export interface ClaimLock {
  readonly memlimit_kb: number;
  readonly opslimit: number;
  readonly parallelism: number;
  readonly salt: Uint8Array;
}

export interface ClaimFile extends ClaimFacts {
  readonly algorithm: ClaimLock;
  readonly ciphertext: Uint8Array;
}

const fileType = 'parsec_spec_claim';
const keysType = 'parsec_spec_claim_keys';

export const encodeClaimFile = (file: ClaimFile): Uint8Array =>
  encode({ type: fileType, ...file, algorithm: { type: 'ARGON2ID', ...file.algorithm } });

export const encodeClaimKeys = (keys: ClaimKeys): Uint8Array => encode({ type: keysType, ...keys });

/** Decodes a claim file; undefined if it is not a claim file of this version. */
export function readClaimFile(bytes: Uint8Array): ClaimFile | undefined {
  const map = mapIn(bytes);
  if (map?.type !== fileType || !isMap(map.algorithm)) return undefined;
  const { algorithm } = map;
  const isValid =
    Instant.is(map.created_on) &&
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
export function readClaimKeys(bytes: Uint8Array): ClaimKeys | undefined {
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

type DecodedMap = { [key: string]: Decoded };

const isMap = (value: Decoded | undefined): value is DecodedMap =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === null;

function mapIn(bytes: Uint8Array): DecodedMap | undefined {
  try {
    const value = decode(bytes);
    return isMap(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
