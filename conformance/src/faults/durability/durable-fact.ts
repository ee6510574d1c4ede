import type { Judge } from '../../case/judge.ts';

/** Asserts that a server, later or on another node, knows what was acknowledged before. */
export type Recall = (judge: Judge) => Promise<void>;

/**
 * Makes a server acknowledge something, and returns the assertion that it still holds. Each uses
 * its own organization.
 */
export type Memory = (judge: Judge) => Promise<Recall>;

/** Assertions of one kind, by name. */
export type Memories = Readonly<Record<string, Memory>>;

/**
 * Gets all of it acknowledged, injects the fault, and then verifies that all of it is still there.
 */
export async function outlives(
  kinds: readonly Memories[],
  judge: Judge,
  befall: () => Promise<unknown>,
): Promise<void> {
  const recalls: Recall[] = [];
  for (const kind of kinds) for (const make of Object.values(kind)) recalls.push(await make(judge));
  await befall();
  for (const recall of recalls) await recall(judge);
}
