import type { Databases } from './database/databases.ts';
import type { StartRecipe } from './target-file.ts';

/** What each start of one target has in common. */
export interface TargetStart {
  readonly recipe: StartRecipe;
  /** Whether the recipe is a target file's: without one, what we say travels by environment. */
  readonly hasFile: boolean;
  readonly administrationToken: string;
  readonly deadlineMs: number;
  readonly signal: AbortSignal | undefined;
  /** Where its servers stand on a database of the judge's. */
  readonly databases: Databases | undefined;
}
