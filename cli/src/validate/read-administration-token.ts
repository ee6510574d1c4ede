import { readFile } from 'node:fs/promises';
import { CliError } from '../main/cli-error.ts';
import { demandToken } from '../main/demand-token.ts';

/**
 * Reads the administration token from its file if one is named, else as given (option or
 * PARSEC_ADMINISTRATION_TOKEN).
 */
export async function readAdministrationToken(options: {
  readonly administrationToken?: string;
  readonly administrationTokenFile?: string;
}): Promise<string | undefined> {
  const { administrationToken, administrationTokenFile } = options;
  if (administrationTokenFile === undefined)
    return administrationToken === undefined
      ? undefined
      : demandToken(administrationToken, 'the option or variable', 'usage');
  const text = await readFile(administrationTokenFile, 'utf8').catch(() => {
    throw new CliError(
      'usage',
      `${administrationTokenFile} cannot be read`,
      'name a file that holds the administration token and nothing else',
    );
  });
  return demandToken(text.trim(), administrationTokenFile, 'usage');
}
