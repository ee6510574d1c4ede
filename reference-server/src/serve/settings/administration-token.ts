import { readFileSync, statSync } from 'node:fs';
import { SettingsError } from './read-option-value.ts';

/** The token of the administration and how it was given. */
interface GivenToken {
  /** By option, variable or `--dev`. */
  readonly token: string | null;
  readonly file: string | null;
  /** Which of the two options are on the command line. */
  readonly onCommandLine: { readonly token: boolean; readonly file: boolean };
}

/** The administration token, and notices for the host about the file that holds it. */
interface AdministrationToken {
  /** Null: none was given. */
  readonly token: string | null;
  readonly notices: readonly string[];
}

/**
 * The administration token by option, file or variable. The command line wins over the environment.
 *
 * @throws SettingsError if both ways are used at once, if the file cannot be read or can be written
 *   by every user, or if what was given is no token. The message never repeats the token.
 */
export function administrationToken({ token, file, onCommandLine }: GivenToken): AdministrationToken {
  if (token !== null && file !== null && onCommandLine.token === onCommandLine.file) {
    throw new SettingsError(
      'the administration token is given twice',
      'Give it, or name the file that holds it.',
    );
  }
  if (file === null || (token !== null && !onCommandLine.file)) {
    return { token: usable(token, 'the administration token'), notices: [] };
  }
  const source = `--administration-token-file ${file}`;
  const { text, mode } = read(file, source);
  if ((mode & 0o002) !== 0) {
    throw new SettingsError(
      `${source} can be written by every user of this machine`,
      'Let only its owner write it: chmod 600.',
    );
  }
  return {
    token: usable(text.trim(), `the content of ${source}`),
    // No error: secrets that a container engine mounts are often readable by all users.
    notices: (mode & 0o004) === 0 ? [] : [`${source} can be read by every user of this machine`],
  };
}

function read(file: string, source: string): { readonly text: string; readonly mode: number } {
  try {
    // File modes have no meaning on Windows.
    const mode = process.platform === 'win32' ? 0 : statSync(file).mode;
    return { text: readFileSync(file, 'utf8'), mode };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new SettingsError(
      `${source} cannot be read (${code ?? 'unknown'})`,
      'Name a file that holds the administration token and nothing else.',
    );
  }
}

function usable(token: string | null, source: string): string | null {
  if (token === null || /^[\x21-\x7e]+$/.test(token)) return token;
  throw new SettingsError(
    token === '' ? `${source} is empty` : `${source} is not usable`,
    'Expected visible ASCII without blanks: it travels in a header.',
  );
}
