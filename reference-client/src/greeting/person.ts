/**
 * The person on one side of a greeting. Reads one code aloud and picks the code of the other
 * person.
 */
export interface GreetingPerson {
  /** Shows the code that the person reads aloud. */
  showCode(code: string): void | Promise<void>;
  /**
   * Lets the person pick the code of the other person; undefined if none matches. An exception ends
   * the greeting.
   */
  chooseCode(choices: readonly string[], signal: AbortSignal | undefined): Promise<string | undefined>;
  /** The attempt was restarted: earlier codes are no longer valid. */
  beganAnew?(times: number): void;
}
