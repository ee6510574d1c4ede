import { readFile } from 'node:fs/promises';
import { CliError } from '../main/cli-error.ts';
import { isToken } from '../main/is-token.ts';

/** The administration token: from its file if one is named, else as given (option or PARSEC_ADMINISTRATION_TOKEN). */
export async function readAdministrationToken(options: {
  readonly administrationToken?: string;
  readonly administrationTokenFile?: string;
}): Promise<string | undefined> {
  const { administrationToken, administrationTokenFile } = options;
  if (administrationTokenFile === undefined)
    return administrationToken === undefined
      ? undefined
      : usableToken(administrationToken, 'the option or variable');
  const text = await readFile(administrationTokenFile, 'utf8').catch(() => {
    throw new CliError(
      'usage',
      `${administrationTokenFile} cannot be read`,
      'name a file that holds the administration token and nothing else',
    );
  });
  return usableToken(text.trim(), administrationTokenFile);
}

/** Never says what it is: it may be a secret all the same. */
function usableToken(token: string, source: string): string {
  if (isToken(token)) return token;
  throw new CliError(
    'usage',
    `the administration token of ${source} is no token: one line of visible ASCII characters, without spaces`,
    'name a file that holds the administration token and nothing else',
  );
}
