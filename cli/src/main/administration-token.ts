import { CliError } from './cli-error.ts';
import { readOptionFile } from './read-option-file.ts';

/**
 * Refuses a token that a header cannot hold, because the error of `fetch` would show it. The
 * message names only its `source`, since the value may be a secret.
 *
 * @throws CliError with this `code`
 */
export function requireToken(token: string, source: string, code: 'usage' | 'bad-option'): string {
  if (isToken(token)) return token;
  throw new CliError(
    code,
    token === ''
      ? `the administration token in ${source} is empty`
      : `the administration token in ${source} is not one line of visible ASCII characters without spaces`,
    token === '' && source.startsWith('--administration-token ')
      ? 'is the variable PARSEC_ADMINISTRATION_TOKEN set?'
      : 'name a file that holds the administration token and nothing else',
  );
}

/** Tells whether a header can hold the text as a token. */
export const isToken = (text: string): boolean => /^[\x21-\x7e]+$/.test(text);

/** The options that give the administration token. */
export interface TokenOptions {
  readonly administrationToken?: string;
  readonly administrationTokenFile?: string;
  /** Whether `administrationToken` is of the option (`cli`) or of the variable (`env`). */
  readonly administrationTokenSource?: string | undefined;
}

/**
 * Reads the administration token from its file if one is named, else as given (option or
 * PARSEC_ADMINISTRATION_TOKEN). The file `-` is the terminal.
 *
 * @param fileOption - the option that names the file
 */
export async function readAdministrationToken(
  options: TokenOptions,
  fileOption = '--administration-token-file',
): Promise<string | undefined> {
  const { administrationToken, administrationTokenFile } = options;
  if (administrationTokenFile === undefined)
    return administrationToken === undefined
      ? undefined
      : requireToken(administrationToken, '--administration-token or PARSEC_ADMINISTRATION_TOKEN', 'usage');
  if (administrationTokenFile === '-') return await askForToken(fileOption);
  const hint = 'name a file that holds the administration token and nothing else';
  const text = await readOptionFile(fileOption, administrationTokenFile, hint);
  return requireToken(text.trim(), administrationTokenFile, 'usage');
}

/** Asks for the token at the terminal, without echo. */
async function askForToken(fileOption: string): Promise<string> {
  const [{ terminalAsker }, { Cancellation }, { keyboard }] = await Promise.all([
    import('../client/asker.ts'),
    import('../client/cancellation.ts'),
    import('../client/keyboard.ts'),
  ]);
  const asker = terminalAsker(new Cancellation());
  if (asker === undefined)
    throw new CliError(
      'usage',
      `${fileOption} - asks for the token, and there is no terminal`,
      'run it in a terminal, name a file, or set PARSEC_ADMINISTRATION_TOKEN',
    );
  const problem = (text: string) =>
    isToken(text) ? undefined : 'expected visible ASCII characters without spaces';
  const token = await asker.secret(`Administration token (${fileOption})`, problem);
  // From here on Ctrl-C is a signal again.
  keyboard.release();
  return token;
}
