import type { OrganizationOutcome } from './request.ts';
import type { OrganizationState } from './state.ts';

/** What a right server does with a call in some state. */
export interface Answer {
  /** Statuses of the rules that the call breaks, whose order is not promised: any of them is right, and nothing changes. */
  readonly refusals: readonly (string | number)[];
  /** Where it breaks none: the state after it, or undefined where this outcome is not right. No outcome: whatever came. */
  readonly served: (outcome: OrganizationOutcome | undefined) => OrganizationState | undefined;
  /** In words: what a served call comes to. */
  readonly right: string;
}

/** Only these refusals. */
export const refusing = (...refusals: readonly (string | number)[]): Answer => ({
  refusals,
  served: () => undefined,
  right: '',
});

/** Served with an outcome of this status that nothing else can be told of. */
export const serving =
  (state: OrganizationState, status: string | number = 'ok'): Answer['served'] =>
  (outcome) =>
    outcome === undefined || outcome.status === status ? state : undefined;

/** The words that apply, in order. */
export const those = (...rules: readonly (readonly [broken: boolean, status: string | number])[]) =>
  rules.flatMap(([broken, status]) => (broken ? [status] : []));
