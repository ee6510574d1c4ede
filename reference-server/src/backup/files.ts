import { closeSync, fsyncSync, lstatSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

/** Is there anything of this name? */
export const exists = (file: string): boolean => lstatSync(file, { throwIfNoEntry: false }) !== undefined;

/** Makes a new and empty file beside another, its owner's alone. */
export function freshBeside(file: string): string {
  const name = `${file}.${process.pid}-${Date.now().toString(36)}.partial`;
  closeSync(openSync(name, 'wx', 0o600));
  return name;
}

/** Waits until what a file holds is on the disk. */
export function sync(file: string): void {
  const open = openSync(file, 'r+');
  try {
    fsyncSync(open);
  } finally {
    closeSync(open);
  }
}

/** Waits until the names in the folder of a file are on the disk. */
export function syncFolder(file: string): void {
  // Windows has no such thing.
  if (process.platform === 'win32') return;
  const open = openSync(dirname(file), 'r');
  try {
    fsyncSync(open);
  } finally {
    closeSync(open);
  }
}

/** Removes a store that nobody needs, with what SQLite lays beside it. */
export function removeStore(file: string): void {
  for (const name of [file, `${file}-wal`, `${file}-shm`, `${file}-journal`]) rmSync(name, { force: true });
}
