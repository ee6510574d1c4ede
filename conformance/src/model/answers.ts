import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Mistake, OrganizationOutcome, Status } from './calls.ts';
import type { OrganizationState } from './state.ts';

/**
 * A rule of a call: the requirement that states it, whether the call breaks it, and the status of
 * its refusal. `counterpart`: the requirement that a server breaks which refuses a call with this
 * status although the rule is kept; by default the requirement itself.
 */
export type Rule = readonly [
  requirement: RequirementId,
  isBroken: boolean,
  status: Status,
  counterpart?: RequirementId,
];

/** How a correct server answers a call in one state. */
export interface ExpectedAnswer {
  /**
   * The rules of the call. The refusal of each broken one is a correct answer, because the order of
   * the rules is not specified.
   */
  readonly rules: readonly Rule[];
  /** The requirement that a call which breaks no rule is served. */
  readonly requirement: RequirementId;
  /** The outcome if the call breaks no rule. Reports show it. */
  readonly expected: OrganizationOutcome;
  /**
   * The state after the call was served with this outcome, or the requirement that the outcome
   * breaks. An outcome of undefined means that there was no reply, and is never wrong.
   */
  readonly served: (outcome: OrganizationOutcome | undefined) => OrganizationState | RequirementId;
  /** What a refusal tells of the cancellation of the attempt, and the requirement that it does. */
  readonly cancellation?: { readonly text: string; readonly requirement?: RequirementId };
}

export const isBroken = ([, broken]: Rule): boolean => broken;

/** The rule that a mistake breaks, once for each status that it allows. */
export const rulesOfMistake = (mistake: Mistake | undefined): readonly Rule[] => {
  if (mistake === undefined) return [];
  const { requirement, status, also, isKept = false } = mistake;
  return [status, ...(also === undefined ? [] : [also])].map((one) => [requirement, !isKept, one]);
};

/** The answer to a call that breaks at least one of these rules, and has no effect. */
export const refusing = (requirement: RequirementId, rules: readonly Rule[]): ExpectedAnswer => ({
  rules,
  requirement,
  expected: { status: '' },
  served: () => requirement,
});

/** Parts of the answer to a call that is served unless it breaks a rule. */
interface ServingParts extends Pick<ExpectedAnswer, 'requirement' | 'expected'> {
  readonly rules?: readonly Rule[];
  /** Returns the state after the call. */
  readonly after: () => OrganizationState;
  /** Returns the requirement that a reply with the expected status breaks, if any. */
  readonly breach?: (outcome: OrganizationOutcome) => RequirementId | undefined;
}

/** The answer to a call that is served unless it breaks a rule. */
export const serving = ({
  requirement,
  expected,
  rules = [],
  after,
  breach = () => undefined,
}: ServingParts): ExpectedAnswer => ({
  rules,
  requirement,
  expected,
  served: (outcome) => {
    if (outcome === undefined) return after();
    return outcome.status === expected.status ? (breach(outcome) ?? after()) : requirement;
  },
});
