import type { OrganizationOutcome } from './request.ts';
import type { OrganizationState } from './state.ts';

/** What a right server does with a call in some state. */
export interface Answer {
  /** Statuses of the rules that the call breaks, whose order is not promised: any of them is right, and nothing changes. */
  readonly refusals: readonly (string | number)[];
  /** If it is served: the state after it, or undefined where this outcome is not right. No outcome: whatever came. */
  readonly served: (outcome: OrganizationOutcome | undefined) => OrganizationState | undefined;
  /** In words: what a served call comes to, and how this outcome differs from it. */
  readonly right: (outcome: OrganizationOutcome | undefined) => string;
}

/** Only these refusals. */
export const refusing = (...refusals: readonly (string | number)[]): Answer => ({
  refusals,
  served: () => undefined,
  right: () => '',
});

/** Refusals that are about leave, and not about what is there already. What is only supposed is given leave. */
export const isAboutLeave = (status: string | number): boolean =>
  [
    'author_not_allowed',
    'active_users_limit_reached',
    'human_handle_already_taken',
    'claimer_email_already_enrolled',
  ].some((word) => word === status);

/** Refused for what applies, else served with an outcome of this status that nothing else can be told of. */
export const answering = (
  refusals: readonly (string | number)[],
  after: () => OrganizationState,
  status: string | number = 'ok',
): Answer => ({
  refusals,
  served: (outcome) => (outcome === undefined || outcome.status === status ? after() : undefined),
  right: () => `\`${status}\``,
});

/** The words that apply, in order. */
export const those = (...rules: readonly (readonly [broken: boolean, status: string | number])[]) =>
  rules.flatMap(([broken, status]) => (broken ? [status] : []));
