import { fstatSync, readSync } from 'node:fs';
import { CliError } from '../main/cli-error.ts';
import { keyboard } from './keyboard.ts';

// A longer line is a mistake, such as a file piped in.
const MAX_LINE_BYTES = 64 * 1024;

/** The bytes that a descriptor has returned beyond the lines read so far. */
const rests = new Map<number, Buffer>();

/**
 * Reads the next line of a file descriptor, without its line end.
 *
 * @param flag the option that errors name
 */
export function readLine(fd: number, flag: string): string {
  if (!isReadable(fd)) throw unreadable(flag);
  if (fd === 0) keyboard.release();
  const bytes = Buffer.alloc(MAX_LINE_BYTES);
  let length = rests.get(fd)?.copy(bytes) ?? 0;
  while (length < MAX_LINE_BYTES && !bytes.subarray(0, length).includes(0x0a)) {
    const read = readSome(fd, bytes, length, flag);
    if (read === 0) break;
    length += read;
  }
  if (length === MAX_LINE_BYTES && !bytes.includes(0x0a))
    throw new CliError(
      'bad-option',
      `${flag}: the line is longer than ${MAX_LINE_BYTES} bytes`,
      'give the line alone',
    );
  if (length === 0)
    throw rests.has(fd)
      ? new CliError('missing-option', `${flag}: there is no further line`, 'each secret needs its own line')
      : new CliError('missing-option', `${flag}: there is no line`, 'write a line to it');
  const end = bytes.subarray(0, length).indexOf(0x0a);
  const line = bytes.subarray(0, end === -1 ? length : end);
  rests.set(fd, Buffer.from(bytes.subarray(end === -1 ? length : end + 1, length)));
  const text = textOf(line, flag);
  bytes.fill(0);
  return text.replace(/\r$/, '');
}

// A lossy decoding would map different passwords to the same text.
function textOf(line: Uint8Array, flag: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(line);
  } catch {
    throw new CliError('bad-option', `${flag}: the line is not UTF-8`, 'write it in UTF-8');
  }
}

// Other kinds of descriptors that the process has open do not hold a password.
function isReadable(fd: number): boolean {
  try {
    const stats = fstatSync(fd);
    return stats.isFIFO() || stats.isFile() || stats.isSocket() || stats.isCharacterDevice();
  } catch {
    return false;
  }
}

// A descriptor above 2 that the caller did not open may be internal to Node, which never returns
// data.
const maxWaitMs = (fd: number): number => (fd > 2 ? 3000 : Number.POSITIVE_INFINITY);
const POLL_INTERVAL_MS = 20;

function readSome(fd: number, bytes: Buffer, at: number, flag: string): number {
  for (let waited = 0; waited < maxWaitMs(fd); waited += POLL_INTERVAL_MS) {
    try {
      return readSync(fd, bytes, at, bytes.length - at, null);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw unreadable(flag);
      // A pipe in non-blocking mode without data yet.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, POLL_INTERVAL_MS);
    }
  }
  throw unreadable(flag);
}

const unreadable = (flag: string): CliError =>
  new CliError(
    'bad-option',
    `${flag}: the descriptor cannot be read`,
    'open the descriptor in the shell (3< FILE); npx does not pass on descriptors above 2: use --password-stdin with it',
  );

/** Returns the text that was read beyond the last line, and forgets it. */
export function unreadText(fd: number): string {
  const rest = rests.get(fd)?.toString('utf8') ?? '';
  rests.delete(fd);
  return rest;
}
