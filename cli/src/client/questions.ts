import { deviceLabel, emailAddress, humanLabel, organizationId } from '@parsec-spec/spec/scalars';
import {
  type BootstrapAddress,
  formatServerUrl,
  parseBootstrapUrl,
  parseServerAddress,
  parseServerUrl,
} from '@parsec-spec/spec/urls';
import { CliError } from '../main/cli-error.ts';
import type { Asker } from './asker.ts';

/** Parses the text of a user into its normal form, or says what was expected. */
type Reader<T> = (text: string) => { ok: true; value: T } | { ok: false; expected: string };

/**
 * A fact that a command needs: the question for it, and the option that gives it without a
 * terminal.
 */
export interface Question<T> {
  question: string;
  /** `--email`, or the name of the argument. */
  flag: string;
  read: Reader<T>;
}

/**
 * Returns the given value or asks for it. Without a terminal a missing value is an error that names
 * its option.
 *
 * @throws CliError `missing-option` or `bad-option`
 */
export async function givenOrAsked<T>(
  asked: Question<T>,
  given: string | undefined,
  asker: Asker | undefined,
): Promise<T> {
  const { question, flag, read } = asked;
  if (given === undefined && asker === undefined) {
    throw new CliError(
      'missing-option',
      `${flag} is missing`,
      `give ${flag}, or run in a terminal to be asked`,
    );
  }
  const problem = (text: string): string | undefined => {
    const result = read(text);
    return result.ok ? undefined : `expected ${result.expected}`;
  };
  const text = given ?? (await asker?.text(question, problem)) ?? '';
  const result = read(text);
  if (result.ok) return result.value;
  throw new CliError('bad-option', `${flag} is not usable`, `expected ${result.expected}`);
}

/** The questions that several client commands share. */
export const questions = {
  organization: { question: 'Organization name', flag: 'ORGANIZATION', read: organizationId },
  email: { question: 'Your e-mail address', flag: '--email', read: emailAddress },
  name: { question: 'Your name', flag: '--name', read: humanLabel },
  deviceLabel: { question: 'Name of this device, e.g. laptop', flag: '--device-label', read: deviceLabel },
  server: {
    question: 'Address of the server',
    flag: '--server',
    read: (text) => {
      const short = parseServerUrl(text.trim());
      const parsed = short.ok ? short : parseServerAddress(text);
      if (parsed.ok) return { ok: true, value: formatServerUrl(parsed.address) };
      return { ok: false, expected: `https://HOST[:PORT] or parsec3://HOST[:PORT] (${parsed.expected})` };
    },
  } satisfies Question<string>,
  link: {
    question: 'Bootstrap link',
    flag: 'LINK',
    read: (text) => {
      const parsed = parseBootstrapUrl(text);
      return parsed.ok ? { ok: true, value: parsed.address } : parsed;
    },
  } satisfies Question<BootstrapAddress>,
} as const;
