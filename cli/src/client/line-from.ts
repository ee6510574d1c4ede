import { fstatSync, readSync } from 'node:fs';
import { CliError } from '../main/cli-error.ts';
import { keyboard } from './keyboard.ts';

// A line of this length is a mistake, such as a file piped in.
const mostBytes = 64 * 1024;

/** What a descriptor gave beyond the lines taken so far. */
const rests = new Map<number, Buffer>();

/** The next line of a descriptor, without its end. `flag` is named when none comes. */
export function lineFrom(fd: number, flag: string): string {
  if (!isReadable(fd)) throw unreadable(flag);
  if (fd === 0) keyboard.release();
  const bytes = Buffer.alloc(mostBytes);
  let length = rests.get(fd)?.copy(bytes) ?? 0;
  while (length < mostBytes && !bytes.subarray(0, length).includes(0x0a)) {
    const read = readSome(fd, bytes, length, flag);
    if (read === 0) break;
    length += read;
  }
  if (length === mostBytes && !bytes.includes(0x0a))
    throw new CliError(
      'bad-option',
      `${flag}: the line is longer than ${mostBytes} bytes`,
      'give the line alone',
    );
  if (length === 0)
    throw rests.has(fd)
      ? new CliError('missing-option', `${flag}: no further line came`, 'each secret takes a line of its own')
      : new CliError('missing-option', `${flag}: nothing came`, 'write a line there');
  const end = bytes.subarray(0, length).indexOf(0x0a);
  const line = bytes.subarray(0, end === -1 ? length : end);
  rests.set(fd, Buffer.from(bytes.subarray(end === -1 ? length : end + 1, length)));
  const text = textOf(line, flag);
  bytes.fill(0);
  return text.replace(/\r$/, '');
}

// What is no UTF-8 would stand for many lines at once.
function textOf(line: Uint8Array, flag: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(line);
  } catch {
    throw new CliError('bad-option', `${flag}: the line is no UTF-8`, 'write it in UTF-8');
  }
}

// Whatever else the process has open at that number is no password.
function isReadable(fd: number): boolean {
  try {
    const about = fstatSync(fd);
    return about.isFIFO() || about.isFile() || about.isSocket() || about.isCharacterDevice();
  } catch {
    return false;
  }
}

// A descriptor that nobody gave may be one of Node's own, from which nothing ever comes.
const patience = (fd: number): number => (fd > 2 ? 3000 : Number.POSITIVE_INFINITY);
const pause = 20;

function readSome(fd: number, bytes: Buffer, at: number, flag: string): number {
  for (let waited = 0; waited < patience(fd); waited += pause) {
    try {
      return readSync(fd, bytes, at, bytes.length - at, null);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw unreadable(flag);
      // A pipe in non-blocking mode that has nothing yet.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
    }
  }
  throw unreadable(flag);
}

const unreadable = (flag: string): CliError =>
  new CliError(
    'bad-option',
    `${flag}: nothing can be read there`,
    'open the descriptor in the shell (3< FILE); npx passes none on beyond 2: there use --password-stdin',
  );

/** What a descriptor gave beyond the lines taken so far, taken now. */
export function restOf(fd: number): string {
  const rest = rests.get(fd)?.toString('utf8') ?? '';
  rests.delete(fd);
  return rest;
}
