import { readFileSync } from 'node:fs';
import type { Administration } from '@parsec-spec/reference-client/administration';
import { requireToken, isToken } from '../main/administration-token.ts';
import { CliError } from '../main/cli-error.ts';
import type { Asker } from './asker.ts';
import type { Context } from './context.ts';
import { givenOrAsked, questions } from './questions.ts';

/** Options of the commands that call the administration of a server. */
export interface AdministrationOptions {
  server?: string;
  administrationToken?: string;
  administrationTokenFile?: string;
}

/** The token from the option, the file or the variable; undefined if there is none. */
export function administrationToken(options: AdministrationOptions): string | undefined {
  const token = givenToken(options);
  return token === undefined
    ? undefined
    : requireToken(token, options.administrationTokenFile ?? 'the option or variable', 'bad-option');
}

/** Asks for the administration token until the answer is usable. */
export const askedToken = (asker: Asker): Promise<string> =>
  asker.secret('Administration token of the server', tokenProblem);

/** Describes what is wrong with a typed token; undefined if nothing is. */
export const tokenProblem = (text: string): string | undefined =>
  isToken(text) ? undefined : 'expected visible ASCII characters without spaces';

function givenToken(options: AdministrationOptions): string | undefined {
  const { administrationTokenFile: file, administrationToken: token } = options;
  if (file === undefined) return token;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CliError(
      'bad-option',
      `--administration-token-file ${file} cannot be read (${code})`,
      'check the path',
    );
  }
}

/** The administration of a server. Asks for a missing address or token. */
export async function administration(
  context: Context,
  options: AdministrationOptions,
): Promise<Administration> {
  const serverUrl = await givenOrAsked(questions.server, options.server, context.asker);
  const given = administrationToken(options);
  const token = given ?? (context.asker && (await askedToken(context.asker)));
  if (token !== undefined) return { serverUrl, token, transport: context.environment.transport };
  throw new CliError(
    'missing-option',
    '--administration-token is missing',
    'give it, --administration-token-file, or PARSEC_ADMINISTRATION_TOKEN',
  );
}
