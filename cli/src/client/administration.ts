import { readFileSync } from 'node:fs';
import type { Administration } from '@parsec-spec/reference-client/administration';
import { isToken, requireToken } from '../main/administration-token.ts';
import { CliError } from '../main/cli-error.ts';
import type { Context } from './context.ts';
import { type Answers, type Question, questions } from './questions.ts';

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
    : requireToken(
        token,
        options.administrationTokenFile ?? '--administration-token or PARSEC_ADMINISTRATION_TOKEN',
        'bad-option',
      );
}

/** The question for the administration token. */
export const tokenQuestion: Question<string> = {
  question: 'Administration token of the server',
  flag: '--administration-token',
  noun: 'an administration token',
  secret: 'hidden',
  source: 'it, --administration-token-file or PARSEC_ADMINISTRATION_TOKEN',
  read: (text) =>
    isToken(text)
      ? { ok: true, value: text }
      : { ok: false, expected: 'visible ASCII characters without spaces' },
};

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
  { environment: { transport } }: Context,
  options: AdministrationOptions,
  answer: Answers,
): Promise<Administration> {
  const serverUrl = await answer(questions.server, options.server);
  return { serverUrl, token: await answer(tokenQuestion, administrationToken(options)), transport };
}

/** The question whose answer was wrong, by the outcome of an administration operation. */
export function refusedAnswer(outcome: string): Question<unknown> | undefined {
  if (outcome === 'bad-token') return tokenQuestion;
  if (outcome === 'offline' || outcome === 'unexpected') return questions.server;
  return ['not-found', 'refused', 'invalid'].includes(outcome) ? questions.organization : undefined;
}
