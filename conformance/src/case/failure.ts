import type { Exchange } from '../wire/exchange.ts';

/** An observation that differs from the requirement of a check. */
export class Failure extends Error {
  readonly code = 'failure';
  readonly expected: string;
  /** One observation, or several that were made together. */
  readonly observations: readonly string[];
  readonly exchange: Exchange | undefined;

  constructor(
    message: string,
    facts: {
      expected: string;
      observed: string | readonly string[];
      exchange?: Exchange | undefined;
    },
  ) {
    super(message);
    this.expected = facts.expected;
    this.observations = [facts.observed].flat();
    this.exchange = facts.exchange;
  }

  get observed(): string {
    return this.observations.join('; ');
  }
}

/** The reason why a check cannot judge this target. */
export class Unjudged extends Error {
  readonly code: 'not-testable' | 'not-applicable';

  constructor(code: 'not-testable' | 'not-applicable', reason: string) {
    super(reason);
    this.code = code;
  }
}
