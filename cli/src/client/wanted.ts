import { CliError } from '../main/cli-error.ts';
import type { Asker } from './asker.ts';

/** Parses the text of a user into its normal form, or says what was expected. */
export type Reader<T> = (text: string) => { ok: true; value: T } | { ok: false; expected: string };

/**
 * A fact that a command needs: the question for it, and the option that gives it without a
 * terminal.
 */
export interface Want<T> {
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
export async function wanted<T>(
  want: Want<T>,
  given: string | undefined,
  asker: Asker | undefined,
): Promise<T> {
  const { question, flag, read } = want;
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
