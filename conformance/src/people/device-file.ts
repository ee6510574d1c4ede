import { decode } from '../wire/decode.ts';
import { encode } from '../wire/encode.ts';
import { sodium } from './keys.ts';

/** The fields of an opened device file that are secret keys. */
export const secretKeys = ['signing_key', 'private_key', 'user_realm_key', 'local_symkey'] as const;

/** A decrypted device file. */
export interface OpenedDeviceFile {
  /** The fields in clear text. */
  readonly clear: Readonly<Record<string, unknown>>;
  readonly algorithm: {
    readonly type: string;
    readonly memlimit_kb: number;
    readonly opslimit: number;
    readonly salt: Uint8Array;
  };
  /** The decrypted fields of the device. */
  readonly device: Readonly<Record<string, unknown>>;
  /** The decrypted bytes, from which `device` was decoded. */
  readonly plain: Uint8Array;
}

/** The lowest cost of Argon2id. Files that the judge makes protect no secret. */
const CHEAPEST_ARGON2ID = { memlimit_kb: 8, opslimit: 1, parallelism: 1 };

/** The highest cost of Argon2id that is computed: eight times the default of Scille's client. */
const MAX_MEMLIMIT_KB = 1 << 20;
const MAX_OPSLIMIT = 24;

/** Makes a password-protected device file (spec/protocol/client-keys.md) from a device's fields. */
export function makeDeviceFile(
  device: Readonly<Record<string, unknown>>,
  password: string,
  { salt, nonce, at }: { readonly salt: Uint8Array; readonly nonce: Uint8Array; readonly at: unknown },
): Uint8Array {
  const key = deriveKey(password, { ...CHEAPEST_ARGON2ID, salt });
  const box = sodium.crypto_secretbox_easy(encode(device), nonce, key);
  const { server_url, organization_id, user_id, device_id, human_handle, device_label } = device;
  return encode({
    type: 'password',
    created_on: at,
    protected_on: at,
    server_url,
    organization_id,
    user_id,
    device_id,
    human_handle,
    device_label,
    algorithm: { type: 'ARGON2ID', ...CHEAPEST_ARGON2ID, salt },
    ciphertext: Buffer.concat([nonce, box]),
    totp_opaque_key_id: null,
  });
}

/**
 * Decrypts a password-protected device file.
 *
 * @param maxMemlimitKb - most memory of Argon2id, in KiB
 * @throws Error if it is not a device file, or the password is wrong
 * @throws RangeError if Argon2id would need more than `maxMemlimitKb` or 24 passes
 */
export function openDeviceFile(
  bytes: Uint8Array,
  password: string,
  maxMemlimitKb = MAX_MEMLIMIT_KB,
): OpenedDeviceFile {
  const clear = decode(bytes) as Record<string, unknown>;
  const algorithm = clear.algorithm as OpenedDeviceFile['algorithm'];
  const ciphertext = clear.ciphertext as Uint8Array;
  const { memlimit_kb, opslimit } = algorithm;
  if (!(memlimit_kb <= maxMemlimitKb && opslimit <= MAX_OPSLIMIT))
    throw new RangeError(`Argon2id with ${memlimit_kb} KiB and ${opslimit} passes costs too much`);
  const key = deriveKey(password, algorithm);
  const plain = sodium.crypto_secretbox_open_easy(ciphertext.subarray(24), ciphertext.subarray(0, 24), key);
  return { clear, algorithm, plain, device: decode(plain) as Record<string, unknown> };
}

function deriveKey(
  password: string,
  { memlimit_kb, opslimit, salt }: Omit<OpenedDeviceFile['algorithm'], 'type'>,
): Uint8Array {
  const algorithm = sodium.crypto_pwhash_ALG_ARGON2ID13;
  return sodium.crypto_pwhash(32, password, salt, opslimit, memlimit_kb * 1024, algorithm);
}
