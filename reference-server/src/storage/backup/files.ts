import { closeSync, fsyncSync, lstatSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

/** Is there anything of this name? */
export const exists = (file: string): boolean => lstatSync(file, { throwIfNoEntry: false }) !== undefined;

/** Creates an empty file beside another. Only its owner may access it. */
export function freshBeside(file: string): string {
  const name = `${file}.${process.pid}-${Date.now().toString(36)}.partial`;
  closeSync(openSync(name, 'wx', 0o600));
  return name;
}

/** Syncs the content of a file to the disk. */
export function sync(file: string): void {
  const open = openSync(file, 'r+');
  try {
    fsyncSync(open);
  } finally {
    closeSync(open);
  }
}

/** Syncs the directory of a file to the disk, so that names in it are durable. */
export function syncFolder(file: string): void {
  // Windows cannot sync a directory.
  if (process.platform === 'win32') return;
  const open = openSync(dirname(file), 'r');
  try {
    fsyncSync(open);
  } finally {
    closeSync(open);
  }
}

/** Removes a store together with the files that SQLite creates beside it. */
export function removeStore(file: string): void {
  for (const name of [file, `${file}-wal`, `${file}-shm`, `${file}-journal`]) rmSync(name, { force: true });
}
