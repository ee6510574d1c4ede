import type { Judge } from '../../case/judge.ts';

/** Asserts that a server, later or on another node, knows what was acknowledged before. */
export type FactAssertion = (judge: Judge) => Promise<void>;

/**
 * Makes a server acknowledge something, and returns the assertion that it still holds. Each uses
 * its own organization.
 */
export type DurableFact = (judge: Judge) => Promise<FactAssertion>;

/** Assertions of one kind, by name. */
export type DurableFacts = Readonly<Record<string, DurableFact>>;

/**
 * Gets all of it acknowledged, injects the fault, and then verifies that all of it is still there.
 */
export async function expectDurable(
  kinds: readonly DurableFacts[],
  judge: Judge,
  befall: () => Promise<unknown>,
): Promise<void> {
  const recalls: FactAssertion[] = [];
  for (const kind of kinds) for (const make of Object.values(kind)) recalls.push(await make(judge));
  await befall();
  for (const recall of recalls) await recall(judge);
}
