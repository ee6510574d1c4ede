import type { Judge } from '../../judge/judge.ts';

/** Asserts that a fact holds, later or on another node. */
export type FactAssertion = (judge: Judge) => Promise<void>;

/**
 * Makes a server acknowledge a fact in a new organization. Returns the assertion that the fact
 * still holds.
 */
export type DurableFact = (judge: Judge) => Promise<FactAssertion>;

/** Durable facts of one kind, by name. */
export type DurableFacts = Readonly<Record<string, DurableFact>>;

/** Makes a server acknowledge all facts, injects a fault, and asserts that all facts still hold. */
export async function expectDurable(
  kinds: readonly DurableFacts[],
  judge: Judge,
  injectFault: () => Promise<unknown>,
): Promise<void> {
  const assertions: FactAssertion[] = [];
  for (const kind of kinds) for (const make of Object.values(kind)) assertions.push(await make(judge));
  await injectFault();
  for (const assertHolds of assertions) await assertHolds(judge);
}
