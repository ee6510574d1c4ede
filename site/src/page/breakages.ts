import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Broken } from '../live/scene.ts';
import { mutantFiles } from './check-files.ts';

/** A way to break a rule. */
export interface Breakage {
  /** What the server does. */
  readonly name: string;
  readonly broken: Broken;
}

/** The server without the guard of the rule of a live part, if it has one. */
export const withoutGuard = ({ dataset }: HTMLElement): readonly Breakage[] =>
  dataset.guarded === undefined
    ? []
    : [{ name: 'without the guard', broken: { omit: [dataset.requirement as RequirementId] } }];

/** Loads the mutants that break the rule of a live part. They share code with the judge. */
export async function mutantsOf({ dataset }: HTMLElement): Promise<readonly Breakage[]> {
  const { requirement, mutants = '' } = dataset;
  const files = await Promise.all(mutants.split(' ').map(async (file) => await mutantFiles[file]?.()));
  return files
    .flatMap((file) => file?.mutants ?? [])
    .filter((mutant) => mutant.requirement === requirement)
    .map((mutant) => ({
      name: `mutant ${mutant.name.split('#')[1] ?? ''}`,
      broken: { mutants: [mutant] },
    }));
}
