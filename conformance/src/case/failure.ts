import type { Exchange } from '../wire/exchange.ts';

/** Thrown by a check whose target breaks the requirement. */
export class Failure extends Error {
  readonly code = 'failure';
  readonly expected: string;
  /** The observations. A baseline must list each of them. */
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

/** Thrown by a check that cannot judge this target. The message is the reason. */
export class Unjudged extends Error {
  readonly code: 'not-testable' | 'not-applicable';

  constructor(code: 'not-testable' | 'not-applicable', reason: string) {
    super(reason);
    this.code = code;
  }
}
