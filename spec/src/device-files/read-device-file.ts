import { CodecError, type Decoded, type DecodedObject, decode, isTextMap } from '../codec/index.ts';
import type { LocalDevice } from '../generated/types.ts';
import { explain } from '../schemas/validate.ts';
import { type DeviceFile, serverUrl, unopenedProtections } from './device-file.ts';

/**
 * `no-device-file`: damaged, truncated, or another kind of file. `unknown-kind`: a map with a
 * `type` or an algorithm that this version does not know.
 */
export type ReadDeviceFile =
  | { ok: true; file: DeviceFile }
  | { ok: false; reason: 'no-device-file' | 'unknown-kind'; detail: string };

const schemas = {
  password: 'DeviceFilePassword',
  keyring: 'DeviceFileKeyring',
  recovery: 'DeviceFileRecovery',
  pki: 'DeviceFileClear',
  account_vault: 'DeviceFileClear',
  openbao: 'DeviceFileClear',
} as const;

/**
 * Decodes a device file as leniently as Scille's client (spec/protocol/client-keys.md): any key
 * order and integer width, unknown keys, bytes after the map, the array form of old files.
 */
export function readDeviceFile(bytes: Uint8Array): ReadDeviceFile {
  const map = mapOf(bytes);
  if (typeof map === 'string') return { ok: false, reason: 'no-device-file', detail: map };
  const kind = map.type;
  if (typeof kind !== 'string') return { ok: false, reason: 'no-device-file', detail: 'it has no `type`' };
  if (!isKind(kind)) return { ok: false, reason: 'unknown-kind', detail: `its type is ${quoted(kind)}` };
  const algorithm = map.algorithm;
  if (kind === 'password' && isTextMap(algorithm) && typeof algorithm.type === 'string') {
    if (algorithm.type !== 'ARGON2ID') {
      return { ok: false, reason: 'unknown-kind', detail: `its key derivation is ${quoted(algorithm.type)}` };
    }
  }
  const problems = explain(schemas[kind], map);
  if (problems !== undefined) return { ok: false, reason: 'no-device-file', detail: problems };
  if (serverUrl(String(map.server_url)) === undefined) {
    return {
      ok: false,
      reason: 'no-device-file',
      detail: 'server_url is not an http(s) address without a path',
    };
  }
  return { ok: true, file: { kind, clear: map } as unknown as DeviceFile };
}

function isKind(kind: string): kind is keyof typeof schemas {
  return Object.hasOwn(schemas, kind);
}

function mapOf(bytes: Uint8Array): DecodedObject | string {
  try {
    const value = decode(bytes);
    const map = Array.isArray(value) ? fromArray(value) : value;
    if (!isTextMap(map)) return 'it is not a map';
    const algorithm = algorithmFromArray(map.algorithm);
    return algorithm === undefined ? map : Object.assign(map, { algorithm });
  } catch (error) {
    if (error instanceof CodecError) return `it is not msgpack: ${error.message}`;
    throw error;
  }
}

const common = [
  'created_on',
  'protected_on',
  'server_url',
  'organization_id',
  'user_id',
  'device_id',
  'human_handle',
  'device_label',
];

/** Fields of the array form, in order, after the kind. */
const fieldsByKind: Readonly<Record<string, readonly string[]>> = {
  password: [...common, 'algorithm', 'ciphertext', 'totp_opaque_key_id'],
  keyring: [...common, 'keyring_service', 'keyring_user', 'ciphertext', 'totp_opaque_key_id'],
  recovery: [...common, 'ciphertext'],
};

const algorithmFields = ['memlimit_kb', 'opslimit', 'parallelism', 'salt'];

/**
 * Converts the array form of an old file to a map (spec/protocol/client-keys.md).
 * @returns undefined when the array has no known kind.
 */
function fromArray(items: readonly Decoded[]): DecodedObject | undefined {
  const [kind] = items;
  const fields =
    typeof kind === 'string' && Object.hasOwn(fieldsByKind, kind) ? fieldsByKind[kind] : undefined;
  return fields && named(items, fields);
}

/**
 * The same for the Argon2id parameters inside. A value that is not an array is returned unchanged.
 */
function algorithmFromArray(value: Decoded | undefined): Decoded | undefined {
  return Array.isArray(value) ? (named(value, algorithmFields) ?? value) : value;
}

function named([type, ...values]: readonly Decoded[], order: readonly string[]): DecodedObject | undefined {
  if (type === undefined || values.length > order.length) return undefined;
  const object: DecodedObject = Object.create(null);
  object.type = type;
  for (const [index, value] of values.entries()) object[order[index] ?? ''] = value;
  return object;
}

const quoted = (text: string): string => JSON.stringify(text.slice(0, 40));

/** Whether this project can open files of this kind with a secret. */
export function canOpenKind(kind: DeviceFile['kind']): boolean {
  return !(unopenedProtections as readonly string[]).includes(kind);
}

/**
 * The opened content as a device, or the reason of the failure, which names fields and never their
 * values.
 */
export type ReadLocalDevice = { ok: true; device: LocalDevice } | { ok: false; detail: string };

/**
 * Decodes the sealed content of a device file (spec/protocol/client-keys.md). Unknown keys and
 * bytes after the map are ignored.
 */
export function readLocalDevice(plain: Uint8Array): ReadLocalDevice {
  try {
    const value = decode(plain);
    const problems = explain('LocalDevice', value);
    if (problems !== undefined) return { ok: false, detail: problems };
    const device = value as unknown as LocalDevice;
    if (serverUrl(device.server_url) === undefined) {
      return { ok: false, detail: 'server_url is not an http(s) address without a path' };
    }
    return { ok: true, device };
  } catch (error) {
    if (error instanceof CodecError) return { ok: false, detail: `it is not msgpack: ${error.message}` };
    throw error;
  }
}
