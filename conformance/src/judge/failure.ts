import type { Exchange } from '../exchange/index.ts';

/** What a check found otherwise than its requirement says. */
export class Failure extends Error {
  readonly code = 'failure';
  readonly expected: string;
  /** One thing, or several that were found side by side. */
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

/** Why a check cannot say anything about this target. */
export class Unjudged extends Error {
  readonly code: 'not-testable' | 'not-applicable';

  constructor(code: 'not-testable' | 'not-applicable', reason: string) {
    super(reason);
    this.code = code;
  }
}
