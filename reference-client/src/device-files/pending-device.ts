import { join } from 'node:path';
import { listFiles, type StoredDevice } from './list-devices.ts';
import { removeSecretFile, renameSecretFile, writeSecretFile } from './write-secret-file.ts';

/** Where a device's file lies once it is one. */
export function deviceFilePath(folder: string, deviceId: string): string {
  return join(folder, `${deviceId}.keys`);
}

/** Where its keys wait, sealed alike, while the server has not yet said `ok`: the extension keeps every client from taking it for a device. */
export function pendingPath(folder: string, deviceId: string): string {
  return `${deviceFilePath(folder, deviceId)}.pending`;
}

/** Stores the sealed keys of a device that the server does not know yet (KEYS-10): an organization must not be born with its only keys in memory. */
export async function storePending(folder: string, deviceId: string, sealed: Uint8Array): Promise<string> {
  const path = pendingPath(folder, deviceId);
  await writeSecretFile(path, sealed);
  return path;
}

/** The server knows the device: its file gets the name that clients look for. Returns that path. */
export async function promotePending(pending: string): Promise<string> {
  const path = pending.replace(/\.pending$/, '');
  await renameSecretFile(pending, path);
  return path;
}

/** The server never took the device: its keys are of no use to anybody. */
export async function discardPending(pending: string): Promise<void> {
  await removeSecretFile(pending);
}

/** Devices whose enrolment was begun in this folder and has not ended. */
export async function listPending(folder: string): Promise<readonly StoredDevice[]> {
  return (await listFiles(folder, '.pending')).devices;
}
