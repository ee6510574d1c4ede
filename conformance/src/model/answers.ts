import type { OrganizationOutcome, Status } from './calls.ts';
import type { OrganizationState } from './state.ts';

/** How a correct server answers a call in one state. */
export interface Answer {
  /**
   * The refusals of the rules that the call breaks. Each of them is a correct answer, because the
   * order of the rules is not specified.
   */
  readonly refusals: readonly Status[];
  /** The outcome if the call breaks no rule. Reports show it. */
  readonly expected: OrganizationOutcome;
  /**
   * The state after the call was served with this outcome. Undefined if the outcome is wrong. An
   * outcome of undefined means that there was no reply, and is never wrong.
   */
  readonly served: (outcome: OrganizationOutcome | undefined) => OrganizationState | undefined;
}

/** The answer to a call that breaks rules: one of these refusals. */
export const refusing = (...refusals: readonly Status[]): Answer => ({
  refusals,
  expected: { status: '' },
  served: () => undefined,
});

/**
 * The answer to a call that is served unless it breaks a rule.
 *
 * @param after - the state after the call
 * @param isRight - compares an outcome whose status is as expected
 */
export const serving = (
  expected: OrganizationOutcome,
  after: () => OrganizationState,
  refusals: readonly Status[] = [],
  isRight: (outcome: OrganizationOutcome) => boolean = () => true,
): Answer => ({
  refusals,
  expected,
  served: (outcome) =>
    outcome === undefined || (outcome.status === expected.status && isRight(outcome)) ? after() : undefined,
});

/** The refusals of those rules that are broken. */
export const refusalsOf = (
  ...rules: readonly (readonly [isBroken: boolean, status: Status])[]
): readonly Status[] => rules.flatMap(([isBroken, status]) => (isBroken ? [status] : []));
