/** The person at one side of a greeting, who hears and tells the codes by voice. */
export interface GreetingPerson {
  /** This code is to be told to the other person. */
  showCode(code: string): void | Promise<void>;
  /** The one of these that the other person told; undefined when it is none of them. Whatever it throws ends the greeting. */
  chooseCode(choices: readonly string[], signal: AbortSignal | undefined): Promise<string | undefined>;
  /** A new attempt: codes told before hold no more. */
  beganAnew?(times: number): void;
}
