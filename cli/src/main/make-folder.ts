import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Creates a folder and its parents, one by one, because `recursive` of Node does not end on file
 * systems that refuse new folders, such as /proc.
 *
 * @throws what the file system throws
 */
export function makeFolder(path: string): void {
  const folder = resolve(path);
  const isThere = () => statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  if (isThere()) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have created it.
    if (!isThere()) throw error;
  }
}
