import { constants } from 'node:fs';
import { open, opendir } from 'node:fs/promises';
import { join } from 'node:path';

/** Entries of a home that are looked at. */
const MAX_ENTRIES = 100_000;

/** A client may put a link or a pipe in the place of a file, which must not be followed or awaited. */
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

/** The paths of the files in a home and its subfolders, which the client may remove at any time. */
export async function* pathsBelow(home: string): AsyncGenerator<string> {
  const folder = await opendir(home, { recursive: true });
  let entries = 0;
  try {
    for await (const entry of folder) {
      entries += 1;
      if (entry.isFile()) yield join(entry.parentPath, entry.name);
      if (entries === MAX_ENTRIES) return;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
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
