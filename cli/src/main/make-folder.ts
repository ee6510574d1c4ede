import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder and those above it, unless they are there. Throws what the file system throws. One by one: Node's own
 * `recursive` never ends where a file system has no room for new folders, as /proc.
 */
export function makeFolder(path: string): void {
  const folder = resolve(path);
  const isThere = () => statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  if (isThere()) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have been quicker.
    if (!isThere()) throw error;
  }
}
