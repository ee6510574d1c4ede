import { CodecError, type Decoded, type DecodedObject, decode } from '../codec/index.ts';
import { explain } from '../validate/index.ts';
import { type DeviceFile, unopenedProtections } from './device-file.ts';
import { algorithmFromArray, fromArray } from './from-array.ts';
import { serverUrl } from './server-url.ts';

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
  if (kind === 'password' && isObject(algorithm) && typeof algorithm.type === 'string') {
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
    if (!isObject(map)) return 'it is not a map';
    const algorithm = algorithmFromArray(map.algorithm);
    return algorithm === undefined ? map : Object.assign(map, { algorithm });
  } catch (error) {
    if (error instanceof CodecError) return `it is not msgpack: ${error.message}`;
    throw error;
  }
}

function isObject(value: Decoded | undefined): value is DecodedObject {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === null;
}

const quoted = (text: string): string => JSON.stringify(text.slice(0, 40));

/** Whether this project can open files of this kind with a secret. */
export function canOpenKind(kind: DeviceFile['kind']): boolean {
  return !(unopenedProtections as readonly string[]).includes(kind);
}
