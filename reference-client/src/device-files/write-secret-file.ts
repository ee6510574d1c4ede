import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** Puts bytes into a file that only its owner reads (KEYS-09): folder 0700, file 0600, whole or absent, on disk when this returns. Throws what the file system throws. */
export async function writeSecretFile(path: string, bytes: Uint8Array): Promise<void> {
  await secretFolder(dirname(path));
  const fresh = `${path}.${randomBytes(6).toString('hex')}.new`;
  try {
    await writeFile(fresh, bytes, { mode: 0o600, flag: 'wx', flush: true });
    // A disk that swallowed a part of it must be noticed while the former file is there.
    if (!(await readFile(fresh)).equals(bytes)) throw new FileNotWritten(path);
    await rename(fresh, path);
  } catch (error) {
    await unlink(fresh).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(path));
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

// One folder after the other, each durable once its parent is synced. (Node's own `recursive` never ends where a
// file system has no room for new folders, as /proc.)
async function secretFolder(path: string): Promise<void> {
  const folder = resolve(path);
  const parent = dirname(folder);
  if (await isFolder(folder)) return;
  if (parent !== folder) await secretFolder(parent);
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    // Another process may have been quicker.
    if (!(await isFolder(folder))) throw error;
  }
  await syncFolder(parent);
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
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
