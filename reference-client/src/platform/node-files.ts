import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readdir, readFile, realpath, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { CodedError } from '@parsec-spec/spec/errors';
import { type FileRead, type FolderEntry, MAX_FILE_BYTES } from './platform.ts';

// Each function has its twin in browser-files.ts.

export const joinPath = (folder: string, name: string): string => join(folder, name);

/** The path that a symbolic link leads to. Any other path as it is. */
export const resolveLinks = (path: string): Promise<string> => realpath(path).catch(() => path);

/**
 * Writes a file that only its owner can read (KEYS-09): mode 0600 in folders of mode 0700. The file
 * is either complete or not there, and on disk when the promise resolves.
 *
 * @throws what the file system throws, and FileNotWritten `file-not-written`
 */
export async function writeSecretFile(path: string, bytes: Uint8Array): Promise<void> {
  await secretFolder(dirname(path));
  const temporary = `${path}.${randomBytes(6).toString('hex')}.new`;
  try {
    await writeFile(temporary, bytes, { mode: 0o600, flag: 'wx', flush: true });
    // A partial write is noticed before the former file is replaced.
    if (!(await readFile(temporary)).equals(bytes)) throw new FileNotWritten(path);
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(path));
}

/**
 * Renames a secret file and atomically replaces an existing one. The change is on disk when the
 * promise resolves.
 */
export async function renameSecretFile(from: string, to: string): Promise<void> {
  await secretFolder(dirname(to));
  await rename(from, to);
  await syncFolder(dirname(to));
}

/** Deletes a secret file if it exists. */
export async function removeSecretFile(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return;
  }
  await syncFolder(dirname(path));
}

/** The file does not hold the bytes that were written, although no call failed. */
class FileNotWritten extends CodedError<'file-not-written'> {
  constructor(path: string) {
    super('file-not-written', `${path} does not hold what was written to it: is the disk full or failing?`);
  }
}

// Creates one folder after the other, because `recursive` of Node does not end on file systems that
// refuse new folders, such as /proc. A folder is durable after a sync of its parent.
async function secretFolder(path: string): Promise<void> {
  const folder = resolve(path);
  const parent = dirname(folder);
  if (await isFolder(folder)) return;
  if (parent !== folder) await secretFolder(parent);
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    // Another process may have created it.
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

// Without O_NONBLOCK, opening a pipe waits for a writer.
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Reads a regular file of at most 1 MiB. Anything else is refused: reading a pipe could wait for
 * ever.
 */
export async function readSmallFile(path: string): Promise<FileRead> {
  try {
    const handle = await open(path, OPEN_FLAGS);
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) return { ok: false, reason: 'unreadable', detail: 'it is not a regular file' };
      if (stats.size > MAX_FILE_BYTES) {
        return { ok: false, reason: 'no-device-file', detail: `it has ${stats.size} bytes` };
      }
      // The size that a file system reports can be wrong, so the read is bounded too.
      const bytes = new Uint8Array(MAX_FILE_BYTES + 1);
      let length = 0;
      for (let read = 1; read > 0 && length < bytes.length; length += read)
        ({ bytesRead: read } = await handle.read(bytes, length, bytes.length - length));
      if (length > MAX_FILE_BYTES)
        return { ok: false, reason: 'no-device-file', detail: `it has more than ${MAX_FILE_BYTES} bytes` };
      return { ok: true, bytes: bytes.slice(0, length) };
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = String((error as NodeJS.ErrnoException).code);
    const missing = code === 'ENOENT' || code === 'ENOTDIR';
    return { ok: false, reason: missing ? 'missing' : 'unreadable', detail: code };
  }
}

/** Reads a file of any size that this client has written. */
export const readOwnFile = (path: string): Promise<Uint8Array> => readFile(path);

/**
 * What a folder holds, in any order; undefined if there is no such folder.
 *
 * @throws what the file system throws if the folder cannot be read
 */
export async function listFolder(folder: string): Promise<readonly FolderEntry[] | undefined> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
