import type { Databases } from './database/databases.ts';
import type { StartRecipe } from './target-file.ts';

/** The common parameters of all starts of one target. */
export interface TargetStart {
  readonly recipe: StartRecipe;
  /** Whether a target file states the recipe. Otherwise settings are passed by environment. */
  readonly hasFile: boolean;
  readonly administrationToken: string;
  /** Time limit of a start, in ms. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal | undefined;
  /** Present if the servers use databases of the judge. */
  readonly databases: Databases | undefined;
}
