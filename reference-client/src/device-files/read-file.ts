import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** A device file has about 900 bytes in practice. */
const MAX_FILE_BYTES = 1024 * 1024;

// Without O_NONBLOCK, opening a pipe waits for a writer.
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

export type FileRead =
  | { ok: true; bytes: Uint8Array }
  | { ok: false; reason: 'missing' | 'unreadable' | 'no-device-file'; detail: string };

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
