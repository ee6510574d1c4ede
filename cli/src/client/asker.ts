/** Puts questions to a person. Everything is asked on stderr: stdout holds results alone. */
export interface Asker {
  /** `problem` says what is wrong with an answer; undefined when nothing is. Asked again until then. */
  text(question: string, problem: (answer: string) => string | undefined): Promise<string>;
  /** Hidden while typed, kept as typed. */
  secret(question: string): Promise<string>;
  confirm(question: string, otherwise: boolean): Promise<boolean>;
  /** The same terminal, on which every question ends when the signal does. */
  until(signal: AbortSignal): Asker;
  choose<T>(question: string, choices: readonly { name: string; value: T }[]): Promise<T>;
}
