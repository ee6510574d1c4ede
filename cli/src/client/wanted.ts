import { CliError } from '../main/cli-error.ts';
import type { Asker } from './asker.ts';

/** A reader of what a person gives: the value in its normal form, or what was expected. */
export type Reader<T> = (text: string) => { ok: true; value: T } | { ok: false; expected: string };

/** One thing that a command wants to know, and how it is given where nobody can be asked. */
export interface Want<T> {
  question: string;
  /** `--email`, or the name of the argument. */
  flag: string;
  read: Reader<T>;
}

/** The value given, or the answer of the person at the terminal. Without a terminal a missing value is a mistake that names its flag. */
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
