import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Broken } from '../live/scene.ts';
import { mutantFiles } from './check-files.ts';

/** A way to break a rule. */
export interface Breakage {
  /** How the server breaks it. */
  readonly name: string;
  /** What the server does. Code is between backticks. */
  readonly sentence: string;
  readonly broken: Broken;
}

/** The server without the guard of the rule of a live part, if it has one. */
export const withoutGuard = ({ dataset }: HTMLElement): readonly Breakage[] =>
  dataset.guarded === undefined
    ? []
    : [
        {
          name: 'without the guard',
          sentence: `A server that does not check this rule: it does not ${dataset.duty}`,
          broken: { omit: [dataset.requirement as RequirementId] },
        },
      ];

/** Loads the mutants that break the rule of a live part. They share code with the judge. */
export async function mutantsOf({ dataset }: HTMLElement): Promise<readonly Breakage[]> {
  const { requirement, mutants = '', duty } = dataset;
  const files = await Promise.all(mutants.split(' ').map(async (file) => await mutantFiles[file]?.()));
  return files
    .flatMap((file) => file?.mutants ?? [])
    .filter((mutant) => mutant.requirement === requirement)
    .map((mutant) => {
      const [, how = ''] = mutant.name.split('#');
      return {
        name: `mutant ${how}`,
        sentence: `A server that breaks this rule in one way, “${how.replaceAll('-', ' ')}”: it does not always ${duty}`,
        broken: { mutants: [mutant] },
      };
    });
}
