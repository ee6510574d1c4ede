import { CodedError } from '@parsec-spec/spec/errors';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Exchange } from '../wire/exchange.ts';

/** The steps that most checks need before they can judge their own rule, in the order of a run. */
export const STEPS = ['create', 'bootstrap', 'authenticate', 'invite', 'enrol', 'listen'] as const;

/** One of these steps. */
export type Step = (typeof STEPS)[number];

/** Thrown by a check whose target breaks the requirement. */
export class Failure extends CodedError<'failure'> {
  readonly expected: string;
  /** The observations. A baseline must list each of them. */
  readonly observations: readonly string[];
  readonly exchange: Exchange | undefined;
  /** The step that failed, if the check needs it and does not judge it. */
  step: Step | undefined;
  /** The check needs what failed, and does not judge it. */
  needed = false;
  /**
   * When the wait began that was not over in time, in ms of `performance.now()`; undefined if the
   * failure does not rest on time.
   */
  overdueSince: number | undefined;
  /** The rules that the failed expectation states, if they are not those of the check. */
  rules: readonly RequirementId[] | undefined;

  constructor(
    message: string,
    facts: {
      expected: string;
      observed: string | readonly string[];
      exchange?: Exchange | undefined;
    },
  ) {
    super('failure', message);
    this.expected = facts.expected;
    this.observations = [facts.observed].flat();
    this.exchange = facts.exchange;
  }

  get observed(): string {
    return this.observations.join('; ');
  }
}

/**
 * Does a step that a check needs and does not judge. A failure in it names the step; of nested
 * steps, the innermost.
 */
export const asStep = <T>(step: Step | undefined, work: () => Promise<T>): Promise<T> =>
  marking(work, (failure) => {
    failure.needed ||= failure.rules === undefined;
    failure.step ??= step;
  });

/** Does what a check needs and does not judge, and what is none of the steps. */
export const asNeeded = <T>(work: () => Promise<T> | T): Promise<T> => asStep(undefined, async () => work());

/**
 * Makes expectations of some rules. A failure in them breaks these, and no other that the check
 * names; of nested rules, the innermost ones. A step among them is judged, not only needed.
 */
export const asRule = <T>(rules: readonly RequirementId[], work: () => Promise<T> | T): Promise<T> =>
  marking(work, (failure) => {
    failure.rules ??= rules;
    failure.needed = false;
  });

async function marking<T>(work: () => Promise<T> | T, mark: (failure: Failure) => void): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failure) mark(error);
    throw error;
  }
}

/** Thrown by a check that cannot judge this target. The message is the reason. */
export class Unjudged extends CodedError<'not-testable' | 'not-applicable'> {}
