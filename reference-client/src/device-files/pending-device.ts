import { joinPath, removeSecretFile, renameSecretFile, writeSecretFile } from '#platform';
import { listFiles, type StoredDevice } from './list-devices.ts';

/** The path of the file of an enrolled device. */
export function deviceFilePath(folder: string, deviceId: string): string {
  return joinPath(folder, `${deviceId}.keys`);
}

/**
 * The path of the sealed keys of a device that the server has not confirmed yet. The extension
 * keeps clients from reading it as a device file.
 */
export function pendingPath(folder: string, deviceId: string): string {
  return `${deviceFilePath(folder, deviceId)}.pending`;
}

/**
 * Stores the sealed keys of a device before the server knows it (KEYS-10), because an organization
 * is lost if its only keys are lost. Returns the path.
 *
 * @throws what the file system throws
 */
export async function storePending(folder: string, deviceId: string, sealed: Uint8Array): Promise<string> {
  const path = pendingPath(folder, deviceId);
  await writeSecretFile(path, sealed);
  return path;
}

/** Renames the pending file of a device that the server has confirmed. Returns the new path. */
export async function promotePending(pending: string): Promise<string> {
  const path = pending.replace(/\.pending$/, '');
  await renameSecretFile(pending, path);
  return path;
}

/** Deletes the pending file of a device that the server has refused. */
export async function discardPending(pending: string): Promise<void> {
  await removeSecretFile(pending);
}

/** Lists the devices whose enrolment was started in this folder and has not finished. */
export async function listPending(folder: string): Promise<readonly StoredDevice[]> {
  return (await listFiles(folder, '.pending')).devices;
}
