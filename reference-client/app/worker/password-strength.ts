import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs } from '@zxcvbn-ts/language-common';
import { translations } from '@zxcvbn-ts/language-en';

/** The most common passwords and the words of passphrases. The build inserts them. */
declare const COMMON_PASSWORDS: (string | number)[];
declare const PASSPHRASE_WORDS: (string | number)[];

/** Fewer characters are weak, whatever they are. */
const MIN_LENGTH = 8;

let estimator: ZxcvbnFactory | undefined;

/**
 * Says why a password is weak; undefined if it is not.
 *
 * @param about words that others may know about the owner, such as the name
 */
export function passwordWeakness(password: string, about: readonly string[]): string | undefined {
  if ([...password].length < MIN_LENGTH) return `It has fewer than ${MIN_LENGTH} characters.`;
  estimator ??= new ZxcvbnFactory({
    dictionary: { passwords: COMMON_PASSWORDS, words: PASSPHRASE_WORDS },
    graphs: adjacencyGraphs,
    translations,
  });
  // The check of longer passwords takes seconds, and the first characters are enough.
  const { score, feedback } = estimator.check(password.slice(0, 128), [...about]);
  if (score >= 3) return undefined;
  const words = [feedback.warning, ...feedback.suggestions].filter((text) => text !== null && text !== '');
  return words.length === 0 ? 'It can be guessed in a short time.' : words.join(' ');
}
