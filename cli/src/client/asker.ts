import type { Explanation } from '@parsec-spec/reference-client/explain';

/**
 * Describes what is wrong with an answer, so that the question is repeated; undefined if nothing
 * is.
 */
export type Problem = (answer: string) => string | undefined;

/** Asks a person. All questions go to stderr, so that stdout holds results only. */
export interface Asker {
  text(question: string, problem: Problem): Promise<string>;
  /** The answer is not echoed and not trimmed. */
  secret(question: string, problem?: Problem): Promise<string>;
  confirm(question: string, otherwise: boolean): Promise<boolean>;
  choose<T>(question: string, choices: readonly { name: string; value: T }[]): Promise<T>;
  /** The same terminal, with a signal that ends each question. */
  until(signal: AbortSignal): Asker;
  /** The same terminal, with the error of a question that Ctrl-C, Ctrl-D or a signal ends. */
  onInterrupt(error: Explanation): Asker;
}
