import type { RequirementId } from '@parsec-spec/spec/requirements';

/**
 * Asserts that a file of checks writes out the rules that it takes from the table of misbehaviours, so
 * that a search in its folder finds them.
 *
 * @throws Error that names the first rule that the list lacks
 */
export function expectRulesListed(rules: readonly RequirementId[], written: readonly RequirementId[]): void {
  const missing = rules.find((rule) => !written.includes(rule));
  if (missing !== undefined) throw new Error(`add ${missing} to the list of rules in the file of its checks`);
}
