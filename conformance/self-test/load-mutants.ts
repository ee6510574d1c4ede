import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import type { Mutant } from '@parsec-spec/reference-server/core';

const conformance = join(import.meta.dirname, '..');

/**
 * Imports every `mutants.ts` beside the checks.
 *
 * @returns the mutants, sorted by name
 * @throws RangeError if two mutants have the same name
 */
export async function loadMutants(): Promise<readonly Mutant[]> {
  const mutants: Mutant[] = [];
  for await (const file of glob('checks/**/mutants.ts', { cwd: conformance })) {
    const module = (await import(join(conformance, file))) as { readonly mutants: readonly Mutant[] };
    mutants.push(...module.mutants);
  }
  mutants.sort((left, right) => (left.name < right.name ? -1 : 1));
  const again = mutants.find(({ name }, index) => name === mutants[index + 1]?.name);
  if (again !== undefined) throw new RangeError(`two mutants are named ${again.name}`);
  return mutants;
}
