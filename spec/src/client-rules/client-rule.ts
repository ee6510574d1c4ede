import type { RequirementId } from '../requirements/index.ts';

/**
 * One obligation of a client as a function over values: it returns true, or the problem that the client
 * reports. It reads facts and changes nothing.
 */
export type ClientRule<Facts, Problem> = (facts: Facts) => true | Problem;

/** A chapter of rules with the same facts, by requirement, in the order in which they are asked. */
export type ClientRuleList<Facts, Problem> = {
  readonly [Id in RequirementId]?: ClientRule<Facts, Problem>;
};

/**
 * Asks the rules of a chapter, one after the other.
 *
 * @param chapter the chapter, which decides the order
 * @param rules the rules of this client; a rule that is missing here demands nothing
 * @returns the first problem; undefined if every rule is kept
 */
export function firstProblem<Facts, Problem, Id extends RequirementId>(
  chapter: { readonly [Each in Id]: ClientRule<Facts, Problem> },
  rules: { readonly [Each in NoInfer<Id>]?: ClientRule<NoInfer<Facts>, NoInfer<Problem>> },
  facts: Facts,
): Problem | undefined {
  for (const id of Object.keys(chapter) as Id[]) {
    const answer = rules[id]?.(facts) ?? true;
    if (answer !== true) return answer;
  }
  return undefined;
}
