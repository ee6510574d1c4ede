import { CliError } from '../main/cli-error.ts';
import type { Asker } from './asker.ts';
import type { Context } from './context.ts';
import { lineFrom } from './line-from.ts';
import { weakness } from './weakness.ts';

/** Where a password may come from besides the prompt. Never an argument: other users of the machine see arguments. */
export interface PasswordSource {
  passwordStdin?: boolean;
  passwordFd?: number;
}

/** How often a password is asked for. */
const MAX_ATTEMPTS = 3;

/**
 * Opens something by its password: one line of the source, or what is typed at the terminal, where
 * a wrong password is asked for again.
 *
 * @param open tries a password
 * @param isWrong tells whether another password may open it
 * @returns the last result of `open`
 */
export async function openByPassword<T>(
  { asker, say }: Context,
  source: PasswordSource,
  question: string,
  open: (password: string) => Promise<T>,
  isWrong: (opened: T) => boolean,
): Promise<T> {
  const given = fromSource(source);
  if (given !== undefined) return open(given);
  for (let attempt = 1; ; attempt += 1) {
    const opened = await open(await asked(asker).secret(question));
    if (!isWrong(opened) || attempt === MAX_ATTEMPTS) return opened;
    say('This password does not open it. Try again.');
  }
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
  if (piped === '') {
    const hint = 'is the variable set that the script pipes in?';
    throw new CliError('bad-option', 'the password is empty', hint);
  }
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
  if (passwordStdin === true) return lineFrom(0, '--password-stdin');
  return passwordFd === undefined ? undefined : lineFrom(passwordFd, '--password-fd');
}

function asked(asker: Asker | undefined): Asker {
  if (asker !== undefined) return asker;
  const hint =
    'give --password-stdin or --password-fd N (a password is never an argument), or run in a terminal to be asked';
  throw new CliError('missing-option', 'the password is missing', hint);
}
