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

/** A file that looks like a device file and is none, or hides behind another of the same device; a folder that cannot be read. */
export interface Skipped {
  path: string;
  reason: string;
}

export interface DeviceList {
  devices: readonly StoredDevice[];
  skipped: readonly Skipped[];
}

/** The devices below a folder (KEYS-11, spec/protocol/client-keys.md): files whose extension is exactly `keys`, in the order of their paths, the first of each device. A missing folder is an empty one; one that cannot be read is the file system's error. */
export function listDevices(folder: string): Promise<DeviceList> {
  return listFiles(folder, '.keys');
}

/** The same for files of another extension: `.pending` are devices whose bootstrap has not ended. */
export async function listFiles(folder: string, extension: string): Promise<DeviceList> {
  const devices = new Map<string, StoredDevice>();
  const skipped: Skipped[] = [];
  const paths = await pathsIn(folder, extension, skipped).catch((error: NodeJS.ErrnoException) => {
    // What cannot be looked into is not empty.
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  for (const path of paths) {
    const stored = await describe(path);
    if (typeof stored === 'string') skipped.push({ path, reason: stored });
    else if (devices.has(stored.deviceId.hex))
      skipped.push({ path, reason: 'a second file of the same device' });
    else devices.set(stored.deviceId.hex, stored);
  }
  return { devices: [...devices.values()], skipped };
}

async function pathsIn(folder: string, extension: string, skipped: Skipped[]): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  // By parts of the path, byte by byte: `a/b.keys` comes before `a.keys`.
  entries.sort((left, right) => Buffer.compare(Buffer.from(left.name), Buffer.from(right.name)));
  const paths: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    // A linked folder could lead round in a circle; a linked file is read as a file.
    if (entry.isDirectory())
      paths.push(
        ...(await pathsIn(path, extension, skipped).catch(({ code, message }: NodeJS.ErrnoException) => {
          if (code !== 'ENOENT')
            skipped.push({ path, reason: `a folder that cannot be read: ${code ?? message}` });
          return [];
        })),
      );
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
