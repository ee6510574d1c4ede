import type { Judge } from '../judge/index.ts';

/**
 * Asks a server, later or elsewhere, for what another one acknowledged: fails when it is not known
 * there.
 */
export type Recall = (judge: Judge) => Promise<void>;

/**
 * Something that a server acknowledges, and what must be so from then on. Each is of an
 * organization of its own.
 */
export type Memory = (judge: Judge) => Promise<Recall>;

/** Memories of one kind, by name. */
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
