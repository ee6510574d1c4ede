import type { Explanation } from '@parsec-spec/reference-client/explain';

/** Says what is wrong with an answer, which is then asked for again; undefined if nothing is. */
export type Problem = (answer: string) => string | undefined;

/** Asks a person. All questions go to stderr, so that stdout holds results only. */
export interface Asker {
  text(question: string, problem: Problem): Promise<string>;
  /** Hidden while typed, kept as typed. */
  secret(question: string, problem?: Problem): Promise<string>;
  confirm(question: string, otherwise: boolean): Promise<boolean>;
  choose<T>(question: string, choices: readonly { name: string; value: T }[]): Promise<T>;
  /** The same terminal. The signal ends each question. */
  until(signal: AbortSignal): Asker;
  /** The same terminal. `told` is the error of a question that Ctrl-C, Ctrl-D or a signal ends. */
  onInterrupt(told: Explanation): Asker;
}
