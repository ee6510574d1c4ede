import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { open, opendir } from 'node:fs/promises';
import { join } from 'node:path';

/** Entries of a home that are looked at. */
export const MAX_ENTRIES = 100_000;

/** A client may put a link or a pipe in the place of a file, which must not be followed or awaited. */
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

/**
 * The paths of the files in a home and its subfolders. Leaves out a subfolder that cannot be read: the
 * client may remove it, lock it, or nest it too deeply for a path.
 *
 * @throws Error with an errno code if the home cannot be read
 */
export async function* pathsBelow(home: string): AsyncGenerator<string> {
  const folders = [home];
  let entries = 0;
  // It grows while it is walked.
  for (const folder of folders) {
    try {
      for await (const entry of await opendir(folder)) {
        entries += 1;
        const path = join(folder, entry.name);
        if (entry.isDirectory()) folders.push(path);
        else if (entry.isFile()) yield path;
        if (entries === MAX_ENTRIES) return;
      }
    } catch (error) {
      if (folder === home) throw error;
    }
  }
}

/** Reads at most `limit` bytes of a file of the client. Undefined: it is gone, or no file. */
export async function readBeginning(path: string, limit: number): Promise<Buffer | undefined> {
  const file = await open(path, flags).catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const stats = await file.stat();
    if (!stats.isFile()) return undefined;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(stats.size, limit)));
    return buffer.subarray(0, bytesRead);
  } catch {
    return undefined;
  } finally {
    await file.close();
  }
}

/**
 * The same for a thread of its own: waits for the disk.
 *
 * @throws Error with an errno code if it is gone, or a link
 */
export function readBeginningSync(path: string, limit: number): Uint8Array | undefined {
  const file = openSync(path, flags);
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) return undefined;
    // Not from Buffer: a message to another thread would hold the whole pool of a small one.
    const bytes = new Uint8Array(Math.min(stats.size, limit));
    return bytes.slice(0, readSync(file, bytes));
  } finally {
    closeSync(file);
  }
}
