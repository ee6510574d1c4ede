import type { RequirementId } from '../requirements/index.ts';

/** One obligation as a question: true, or the refusal that the requirement asks for. Reads facts, does nothing. */
export type Guard<Context, Refusal> = (context: Context) => true | Refusal;

/** Guards in the order they are asked, by the requirement each one keeps; order between refusals is not normative. */
export type Guards<Context, Refusal> = { readonly [Id in RequirementId]?: Guard<Context, Refusal> };

/** The same, ready to run. */
export type GuardList<Context, Refusal> = readonly Guard<Context, Refusal>[];

/** Guards as a list, those of the omitted requirements left out: a server that breaks exactly these rules. */
export function guardList<Context, Refusal>(
  guards: Guards<Context, Refusal>,
  omit: readonly RequirementId[] = [],
): GuardList<Context, Refusal> {
  const kept = Object.entries(guards).filter(([id]) => !omit.some((omitted) => omitted === id));
  return kept.map(([, guard]) => guard);
}

/** The first refusal, or true when every guard is content. */
export function ask<Context, Refusal>(list: GuardList<Context, Refusal>, context: Context): true | Refusal {
  for (const guard of list) {
    const answer = guard(context);
    if (answer !== true) return answer;
  }
  return true;
}
