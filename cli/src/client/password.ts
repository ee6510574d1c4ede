import { fstatSync, readSync } from 'node:fs';
import { CliError } from '../main/cli-error.ts';
import type { Asker } from './asker.ts';
import { weakness } from './weakness.ts';

/** Where a password may come from besides the prompt. Never an argument: other users of the machine see arguments. */
export interface PasswordSource {
  passwordStdin?: boolean;
  passwordFd?: number;
}

// A password of this length is a mistake, such as a file piped in.
const mostBytes = 64 * 1024;

/** The password of a device that exists: one line of the source, or asked once. Kept as typed. */
export async function password(source: PasswordSource, asker: Asker | undefined): Promise<string> {
  return fromSource(source) ?? asked(asker).secret('Password of the device');
}

/** The password of a new device: asked twice, after it was said what a lost one means; a weak one is pointed out. */
export async function newPassword(
  source: PasswordSource,
  asker: Asker | undefined,
  say: (text: string) => void,
  about: readonly string[],
): Promise<string> {
  say(warning);
  const piped = fromSource(source);
  if (piped !== undefined) {
    const weak = await weakness(piped, about);
    if (weak !== undefined) say(`Warning: this password is weak: ${weak}`);
    return piped;
  }
  for (;;) {
    const first = await asked(asker).secret('New password');
    const weak = await weakness(first, about);
    if (
      weak !== undefined &&
      !(await asked(asker).confirm(`This password is weak: ${weak} Use it all the same?`, false))
    )
      continue;
    if ((await asked(asker).secret('New password, again')) === first) return first;
    say('The two differ: once more.');
  }
}

/** Said before a password is set. */
export const warning = `
Nobody can recover a lost password or a lost device: neither the server nor its administrator holds your keys,
and an organization whose last administrator lost them is lost with all its data. So:
  - keep the password in a password manager;
  - keep a copy of the device file in another place (it opens with this password only);
  - soon enrol a second device of yours, and invite a second administrator.
`;

function fromSource({ passwordStdin, passwordFd }: PasswordSource): string | undefined {
  if (passwordStdin === true && passwordFd !== undefined) {
    throw new CliError('bad-option', '--password-stdin and --password-fd are both given', 'give one of them');
  }
  if (passwordStdin === true) return firstLine(0, '--password-stdin');
  return passwordFd === undefined ? undefined : firstLine(passwordFd, '--password-fd');
}

function asked(asker: Asker | undefined): Asker {
  if (asker !== undefined) return asker;
  const hint =
    'give --password-stdin or --password-fd N (a password is never an argument), or run in a terminal to be asked';
  throw new CliError('missing-option', 'the password is missing', hint);
}

function firstLine(fd: number, flag: string): string {
  if (!isReadable(fd)) throw unreadable(flag);
  const bytes = Buffer.alloc(mostBytes);
  let length = 0;
  while (length < mostBytes && !bytes.subarray(0, length).includes(0x0a)) {
    const read = readSome(fd, bytes, length, flag);
    if (read === 0) break;
    length += read;
  }
  if (length === 0)
    throw new CliError('missing-option', `${flag}: nothing came`, 'write the password and a line end');
  const [line = ''] = new TextDecoder().decode(bytes.subarray(0, length)).split(/\r?\n/);
  bytes.fill(0);
  return line;
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
