import { AsyncLocalStorage } from 'node:async_hooks';
import { CodedError } from '@parsec-spec/spec/errors';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { Exchange } from '../wire/exchange.ts';
import type { Fact, Observation } from './observation.ts';

/** The steps that most checks need before they can judge their own rule, in the order of a run. */
export const STEPS = ['create', 'bootstrap', 'authenticate', 'invite', 'enrol', 'listen'] as const;

export type Step = (typeof STEPS)[number];

/** What a check judges at a moment. */
interface Judgement {
  /** The rules that the expectations state, if they are not those of the check. */
  readonly rules?: readonly RequirementId[] | undefined;
  /** The step that the check takes. */
  readonly step?: Step | undefined;
  /** The check is about to take a prerequisite. */
  readonly isPrerequisite?: boolean;
}

const current = new AsyncLocalStorage<Judgement>();

/** Why no organization can be made: the step that failed, and what its check observed. */
export interface Hindrance {
  readonly step: Step;
  readonly observed: readonly Observation[];
}

/** The facts of a failure. */
export interface FailureFacts {
  /** The subject, in words of the check. */
  readonly what?: string;
  /** What happened, in words of the check, if these are more than what was expected and observed. */
  readonly message?: string;
  /** The expected facts, any of which would do. Empty for differences, which have both values. */
  readonly expected: readonly Fact[];
  /** The observations. A baseline must list each of them. */
  readonly observed: readonly Observation[];
  /** Number of differences that are left out. */
  readonly more?: number;
  readonly exchange?: Exchange | undefined;
  /** The rules that the failed expectation states, if not those of `asRule`. */
  readonly rules?: readonly RequirementId[] | undefined;
}

/** Thrown by a check whose target breaks the requirement. */
export class Failure extends CodedError<'failure'> {
  readonly facts: FailureFacts;
  /** The rules that the failed expectation states, if they are not those of the check. */
  readonly rules: readonly RequirementId[] | undefined;
  /** The prerequisite step that failed. */
  readonly step: Step | undefined;
  /** A prerequisite failed, and not what the check judges. */
  readonly needed: boolean;
  /**
   * When the wait began that was not over in time, in ms of `performance.now()`; undefined if the
   * failure does not rest on time. Set by {@link withinTime}, and if a request got no answer in time.
   */
  readonly overdueSince: number | undefined;

  constructor(facts: FailureFacts, origin?: Failure, overdueSince?: number) {
    super('failure', facts.message ?? facts.what ?? 'a rule is broken');
    const { rules, step, isPrerequisite = false } = current.getStore() ?? {};
    this.facts = facts;
    this.rules = facts.rules ?? origin?.rules ?? rules;
    this.step = origin?.step ?? step;
    this.needed = this.rules === undefined && (origin?.needed === true || isPrerequisite);
    this.overdueSince = overdueSince ?? overdueSinceOf(facts.exchange);
  }

  get exchange(): Exchange | undefined {
    return this.facts.exchange;
  }

  /** The same failure, of a wait that was not over in time. Of several, the earliest counts. */
  overdue(since: number): Failure {
    return new Failure(this.facts, this, Math.min(this.overdueSince ?? since, since));
  }
}

/** When an exchange began that was not over in time. */
function overdueSinceOf(exchange: Exchange | undefined): number | undefined {
  if (exchange?.error !== 'timeout') return exchange?.overdueSince;
  return performance.now() - exchange.durationMs;
}

/**
 * Does something that must be over `limitMs` after `since`, in ms of `performance.now()`. If it is
 * not, a failure in it rests on time, and so does a failure of an exchange that it returns.
 */
export async function withinTime<T>(limitMs: number, work: () => Promise<T>, since: number): Promise<T> {
  // A timer may be 1 ms early.
  const isOverdue = () => performance.now() - since > limitMs - 2;
  try {
    const result = await work();
    if (result instanceof Exchange && isOverdue()) result.overdueSince = since;
    return result;
  } catch (error) {
    // Other checks that share what `work` makes receive the same failure.
    throw error instanceof Failure && isOverdue() ? error.overdue(since) : error;
  }
}

/**
 * Takes a prerequisite step. A failure in it names the step; if steps are nested, the innermost
 * one.
 */
export const asStep = <T>(step: Step | undefined, work: () => Promise<T>): Promise<T> => {
  const outer = current.getStore();
  return current.run({ ...outer, step: step ?? outer?.step, isPrerequisite: true }, work);
};

/** Takes a prerequisite that is none of the steps. */
export const asNeeded = <T>(work: () => Promise<T> | T): Promise<T> => asStep(undefined, async () => work());

/**
 * States which rules the expectations in `work` are about. A failure breaks these and no other rule
 * of the check; if such calls are nested, those of the innermost one. A step that the rules are
 * about is judged.
 */
export const asRule = <T>(rules: readonly RequirementId[], work: () => T): T =>
  current.run({ ...current.getStore(), rules }, work);

/**
 * Uses a resource that several checks share, and that the first of them makes with `outside`. If
 * making it fails, each of these checks fails by its own rules.
 */
export async function asShared<T>(use: (outside: typeof current.exit) => Promise<T>): Promise<T> {
  try {
    return await use((make, ...args) => current.exit(make, ...args));
  } catch (error) {
    throw error instanceof Failure ? new Failure(error.facts, error, error.overdueSince) : error;
  }
}

/** Thrown by a check that cannot judge this target. The message is the reason. */
export class Unjudged extends CodedError<'not-testable' | 'not-applicable'> {}
