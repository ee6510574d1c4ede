import { byCodePoint, type DateTime, type Uuid } from '@parsec-spec/spec/codec';
import { type DeviceFileKind, readDeviceFile } from '@parsec-spec/spec/device-files';
import { joinPath, listFolder, readSmallFile } from '#platform';

/** A device stored on this machine, as the clear part of its file describes it. */
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

/**
 * A file that is not listed: it is not a device file, or a second file of the same device. Or a
 * folder that cannot be read.
 */
export interface Skipped {
  path: string;
  reason: string;
}

/** The devices of a folder and the files that were skipped. */
export interface DeviceList {
  devices: readonly StoredDevice[];
  skipped: readonly Skipped[];
}

/**
 * Lists the devices in a folder and its subfolders (KEYS-11, spec/protocol/client-keys.md): the
 * files with the extension `keys`, in the order of their paths. Of several files of one device only
 * the first is listed. A missing folder counts as empty.
 *
 * @throws what the file system throws if the folder cannot be read
 */
export function listDevices(folder: string): Promise<DeviceList> {
  return listFiles(folder, '.keys');
}

/**
 * Lists the devices in files of another extension. `.pending` are devices whose bootstrap has not
 * finished.
 */
export async function listFiles(folder: string, extension: string): Promise<DeviceList> {
  const devices = new Map<string, StoredDevice>();
  const skipped: Skipped[] = [];
  const paths = await pathsIn(folder, extension, skipped);
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
  const entries = [...((await listFolder(folder)) ?? [])];
  // The order is by path segment and byte: `a/b.keys` comes before `a.keys`.
  entries.sort((left, right) => byCodePoint(left.name, right.name));
  const paths: string[] = [];
  for (const entry of entries) {
    const path = joinPath(folder, entry.name);
    // Links to folders are not followed, because they can form a cycle. A link to a file is read as
    // a file.
    if (entry.isFolder)
      paths.push(
        ...(await pathsIn(path, extension, skipped).catch((error: Error & { code?: string }) => {
          skipped.push({ path, reason: `a folder that cannot be read: ${error.code ?? error.message}` });
          return [];
        })),
      );
    else if (entry.name.endsWith(extension) && entry.name !== extension) paths.push(path);
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

/** The device that was found, or why none was. */
export type FoundDevice =
  | { ok: true; device: StoredDevice }
  | { ok: false; reason: 'none' | 'several'; candidates: readonly StoredDevice[] };

/**
 * Finds the device whose id starts with `prefix`, or the only device if there is no prefix.
 *
 * @param prefix hex digits; case and hyphens do not matter
 */
export function findDevice(devices: readonly StoredDevice[], prefix: string | undefined): FoundDevice {
  const digits = (prefix ?? '').toLowerCase().replaceAll('-', '');
  const candidates = devices.filter((device) => device.deviceId.hex.startsWith(digits));
  const [only] = candidates;
  if (only === undefined) return { ok: false, reason: 'none', candidates: devices };
  return candidates.length === 1 ? { ok: true, device: only } : { ok: false, reason: 'several', candidates };
}
