import type { OrganizationOutcome, Status } from './calls.ts';
import type { OrganizationState } from './state.ts';

/** What a correct server does with a call in some state. */
export interface Answer {
  /**
   * Statuses of the rules that the call breaks. Any of them is right, since their order is not
   * specified.
   */
  readonly refusals: readonly Status[];
  /** The reply if the call breaks no rule. */
  readonly expected: OrganizationOutcome;
  /**
   * The state after a served call, or undefined if the outcome is wrong. An unknown outcome is
   * right.
   */
  readonly served: (outcome: OrganizationOutcome | undefined) => OrganizationState | undefined;
}

/** The call is refused with one of these statuses. */
export const refusing = (...refusals: readonly Status[]): Answer => ({
  refusals,
  expected: { status: '' },
  served: () => undefined,
});

/**
 * The call is served with this outcome, if it breaks no rule. `isRight` compares more than the
 * status.
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

/** The statuses of the broken rules. */
export const refusalsOf = (
  ...rules: readonly (readonly [isBroken: boolean, status: Status])[]
): readonly Status[] => rules.flatMap(([isBroken, status]) => (isBroken ? [status] : []));
