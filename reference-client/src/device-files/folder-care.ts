import { lstat, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';

// The names that writeSecretFile gives to the files it has not renamed yet.
const unrenamed = /\.keys(\.pending|\.claim)?\.[0-9a-f]{12}\.new$/;
const HOUR_MS = 3_600_000;

/**
 * Removes files that saves left behind when their process was killed. A younger file may belong to
 * a save in progress, and is kept. A file that cannot be removed is passed over.
 *
 * @param folder the folder of device files, sub-folders included
 * @param now in ms since the epoch
 */
export async function removeAbandonedSaves(folder: string, now: number): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isFile() || !unrenamed.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const age = await lstat(path).then(
      ({ mtimeMs }) => now - mtimeMs,
      () => 0,
    );
    if (age > HOUR_MS) await unlink(path).catch(() => undefined);
  }
}

/**
 * Tells whether other users of the machine can add, replace or delete files in a folder: by its
 * mode, or because it is theirs. Always false on Windows, where modes say nothing.
 */
export async function isWritableByOthers(folder: string): Promise<boolean> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined || process.getuid === undefined) return false;
  const isForeign = found.uid !== process.getuid() && found.uid !== 0;
  return isForeign || (found.mode & 0o022) !== 0;
}
