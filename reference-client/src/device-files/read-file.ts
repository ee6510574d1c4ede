import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** Far above any device file: about 900 bytes in practice. */
const mostBytes = 1024 * 1024;

// Without it, opening a pipe waits for its writer.
const readOnly = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

export type FileRead =
  | { ok: true; bytes: Uint8Array }
  | { ok: false; reason: 'missing' | 'unreadable' | 'no-device-file'; detail: string };

/** The bytes at a path, never more than 1 MiB, and never from anything but a plain file (a pipe would hang). */
export async function readSmallFile(path: string): Promise<FileRead> {
  try {
    const handle = await open(path, readOnly);
    try {
      const about = await handle.stat();
      if (!about.isFile()) return { ok: false, reason: 'unreadable', detail: 'it is no plain file' };
      if (about.size > mostBytes) {
        return { ok: false, reason: 'no-device-file', detail: `it has ${about.size} bytes` };
      }
      // What a file system says of a size is not always so: no more is read than there may be.
      const bytes = new Uint8Array(mostBytes + 1);
      let length = 0;
      for (let read = 1; read > 0 && length < bytes.length; length += read)
        ({ bytesRead: read } = await handle.read(bytes, length, bytes.length - length));
      if (length > mostBytes)
        return { ok: false, reason: 'no-device-file', detail: `it has more than ${mostBytes} bytes` };
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
