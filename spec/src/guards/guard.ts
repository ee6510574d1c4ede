import type { RequirementId } from '../requirements/index.ts';

/**
 * One obligation as a function: it returns true, or the refusal that the requirement demands. It
 * reads facts and changes nothing.
 */
export type Guard<Context, Refusal> = (context: Context) => true | Refusal;

/**
 * Guards by the requirement that each one enforces, in the order in which they run. The order of
 * refusals is not normative.
 */
export type Guards<Context, Refusal> = { readonly [Id in RequirementId]?: Guard<Context, Refusal> };

/** The same guards as a list. */
export type GuardList<Context, Refusal> = readonly Guard<Context, Refusal>[];

/**
 * The guards as a list, without those of the omitted requirements: a server with exactly these
 * rules broken.
 */
export function guardList<Context, Refusal>(
  guards: Guards<Context, Refusal>,
  omit: readonly RequirementId[] = [],
): GuardList<Context, Refusal> {
  const kept = Object.entries(guards).filter(([id]) => !omit.some((omitted) => omitted === id));
  return kept.map(([, guard]) => guard);
}

/**
 * Runs the guards.
 * @returns the first refusal, or true when no guard refuses.
 */
export function runGuards<Context, Refusal>(
  list: GuardList<Context, Refusal>,
  context: Context,
): true | Refusal {
  for (const guard of list) {
    const answer = guard(context);
    if (answer !== true) return answer;
  }
  return true;
}
