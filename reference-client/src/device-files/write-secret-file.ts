import { mkdir, open, readFile, rename, unlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';

/** Puts bytes into a file that only its owner reads (KEYS-09): folder 0700, file 0600, whole or absent, on disk when this returns. Throws what the file system throws. */
export async function writeSecretFile(path: string, bytes: Uint8Array): Promise<void> {
  await secretFolder(dirname(path));
  await writeFileAtomic(path, Buffer.from(bytes), { mode: 0o600, fsync: true });
  await syncFolder(dirname(path));
  // A disk that swallowed a part of it must be noticed now, not when the keys are needed.
  if (!(await readFile(path)).equals(bytes)) throw new FileNotWritten(path);
}

/** Gives a secret file its final name; what stood there is replaced in one step. Durable when this returns. */
export async function renameSecretFile(from: string, to: string): Promise<void> {
  await secretFolder(dirname(to));
  await rename(from, to);
  await syncFolder(dirname(to));
}

/** Takes a secret file away; absent already is fine. */
export async function removeSecretFile(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return;
  }
  await syncFolder(dirname(path));
}

/** The file holds other bytes than were written, though no call failed. */
export class FileNotWritten extends Error {
  readonly code = 'file-not-written';

  constructor(path: string) {
    super(`${path} does not hold what was written to it: is the disk full or failing?`);
    this.name = 'FileNotWritten';
  }
}

async function secretFolder(path: string): Promise<void> {
  const folder = resolve(path);
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  // A new folder is durable once its parent is synced, up to the first one made here.
  for (let made = folder; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
