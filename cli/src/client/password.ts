import { CliError } from '../main/cli-error.ts';
import type { Asker } from './asker.ts';
import type { Context } from './context.ts';
import { readLine } from './read-line.ts';

/**
 * Where a password comes from if not from a question. It is never an argument, because other users
 * of the machine can see arguments.
 */
export interface PasswordSource {
  passwordStdin?: boolean;
  passwordFd?: number;
}

/** The number of attempts to type a password. */
const MAX_ATTEMPTS = 3;

/**
 * Opens something by its password: one line of the source, or typed at the terminal, where the
 * question is repeated after a wrong password.
 */
export async function openByPassword<T>(
  { asker, say }: Context,
  source: PasswordSource,
  question: string,
  open: (password: string) => Promise<T>,
  isWrong: (opened: T) => boolean,
): Promise<T> {
  const password = fromSource(source);
  if (password !== undefined) return open(password);
  for (let attempt = 1; ; attempt += 1) {
    const opened = await open(await asked(asker).secret(question));
    if (!isWrong(opened) || attempt === MAX_ATTEMPTS) return opened;
    say('This password does not open it. Try again.');
  }
}

/**
 * Asks for the password of a new device, twice. Explains first what losing it means, and warns of a
 * weak password.
 */
export async function newPassword(
  source: PasswordSource,
  asker: Asker | undefined,
  say: (text: string) => void,
  about: readonly string[],
): Promise<string> {
  say(warning);
  const piped = fromSource(source);
  if (piped === '') {
    const hint = 'check the variable that the script pipes in';
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
      !(await asked(asker).confirm(`This password is weak: ${weak} Use it anyway?`, false))
    )
      continue;
    if ((await asked(asker).secret('New password, again')) === first) return first;
    say('The two passwords differ. Try again.');
  }
}

/** The warning before a password is set. */
const warning = `
A lost password or device cannot be recovered: neither the server nor its administrator has your keys.
If the last administrator of an organization loses them, all its data is lost. So:
  - keep the password in a password manager;
  - keep a copy of the device file in another place (it opens only with this password);
  - enrol a second device of yours and invite a second administrator soon.
`;

function fromSource({ passwordStdin, passwordFd }: PasswordSource): string | undefined {
  if (passwordStdin === true && passwordFd !== undefined) {
    throw new CliError('bad-option', '--password-stdin and --password-fd are both given', 'give one of them');
  }
  if (passwordStdin === true) return readLine(0, '--password-stdin');
  return passwordFd === undefined ? undefined : readLine(passwordFd, '--password-fd');
}

function asked(asker: Asker | undefined): Asker {
  if (asker !== undefined) return asker;
  const hint =
    'give --password-stdin or --password-fd N (a password is never an argument), or run in a terminal to be asked';
  throw new CliError('missing-option', 'the password is missing', hint);
}

/**
 * Explains why a password is weak; undefined if it is not.
 *
 * @param about words that others may know about the owner, such as the name
 */
async function weakness(password: string, about: readonly string[]): Promise<string | undefined> {
  const [{ ZxcvbnFactory }, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ]);
  const estimator = new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
    translations: english.translations,
  });
  if (password === '') return 'it is empty.';
  // The check of longer passwords takes seconds, and the first characters are enough.
  const { score, feedback } = estimator.check(password.slice(0, 128), [...about]);
  if (score >= 3) return undefined;
  const words = [feedback.warning, ...feedback.suggestions].filter((text) => text !== null && text !== '');
  return words.length === 0 ? 'it can be guessed in a short time.' : words.join(' ');
}
