import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { DateTime, Uuid } from '@parsec-spec/spec/codec';
import { type DeviceFileKind, readDeviceFile } from '@parsec-spec/spec/device-files';
import { readSmallFile } from './read-file.ts';

/** A device stored on this machine, as its file says in clear. */
export interface StoredDevice {
  path: string;
  kind: DeviceFileKind;
  createdOn: DateTime;
  protectedOn: DateTime;
  serverUrl: string;
  organizationId: string;
  userId: Uuid;
  deviceId: Uuid;
  email: string;
  name: string;
  deviceLabel: string;
  needsCode: boolean;
}

export interface DeviceList {
  devices: readonly StoredDevice[];
  /** Files that look like device files and are none, or hide behind another of the same device. */
  skipped: readonly { path: string; reason: string }[];
}

/** The devices below a folder (KEYS-11, spec/protocol/client-keys.md): files whose extension is exactly `keys`, in the order of their paths, the first of each device. A missing folder is an empty one. */
export function listDevices(folder: string): Promise<DeviceList> {
  return listFiles(folder, '.keys');
}

/** The same for files of another extension: `.pending` are devices whose bootstrap has not ended. */
export async function listFiles(folder: string, extension: string): Promise<DeviceList> {
  const devices = new Map<string, StoredDevice>();
  const skipped: { path: string; reason: string }[] = [];
  for (const path of await pathsBelow(folder, extension)) {
    const stored = await describe(path);
    if (typeof stored === 'string') skipped.push({ path, reason: stored });
    else if (devices.has(stored.deviceId.hex))
      skipped.push({ path, reason: 'a second file of the same device' });
    else devices.set(stored.deviceId.hex, stored);
  }
  return { devices: [...devices.values()], skipped };
}

async function pathsBelow(folder: string, extension: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'EACCES') return [];
    throw error;
  });
  // By parts of the path, byte by byte: `a/b.keys` comes before `a.keys`.
  entries.sort((left, right) => Buffer.compare(Buffer.from(left.name), Buffer.from(right.name)));
  const paths: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    // A linked folder could lead round in a circle; a linked file is read as a file.
    if (entry.isDirectory()) paths.push(...(await pathsBelow(path, extension)));
    else if (extname(entry.name) === extension) paths.push(path);
  }
  return paths;
}

async function describe(path: string): Promise<StoredDevice | string> {
  const read = await readSmallFile(path);
  if (!read.ok) return `${read.reason}: ${read.detail}`;
  const decoded = readDeviceFile(read.bytes);
  if (!decoded.ok) return `${decoded.reason}: ${decoded.detail}`;
  const { kind, clear } = decoded.file;
  return {
    path,
    kind,
    createdOn: clear.created_on,
    protectedOn: clear.protected_on,
    serverUrl: clear.server_url,
    organizationId: clear.organization_id,
    userId: clear.user_id,
    deviceId: clear.device_id,
    email: clear.human_handle[0],
    name: clear.human_handle[1],
    deviceLabel: clear.device_label,
    needsCode: 'totp_opaque_key_id' in clear && clear.totp_opaque_key_id != null,
  };
}
