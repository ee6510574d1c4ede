import { TargetError } from '../target.ts';
import type { StartRecipe } from '../target-file.ts';
import type { TargetSpec } from '../target-spec.ts';

/**
 * Checks that servers of a target can be started with, or without, a database of the judge.
 *
 * @param database - The value of `--with`.
 * @throws `TargetError` (`usage`).
 */
export function ensureStartable(
  spec: TargetSpec,
  recipe: StartRecipe,
  database: 'postgres' | undefined,
): void {
  const isOurs = spec.kind === 'cmd' || spec.kind === 'image';
  if (database !== undefined && !isOurs) {
    throw new TargetError(
      'usage',
      `--with ${database} is for servers that the suite starts on it`,
      "name image:NAME or cmd:'COMMAND', or leave it out",
    );
  }
  if (!isOurs) return;
  if (database !== undefined && recipe.database === undefined) {
    throw new TargetError(
      'usage',
      'the target file does not state how a server receives the URL of its database',
      'add start.database to it, or leave out --with',
    );
  }
  if (database === undefined && recipe.database !== undefined && recipe.store === undefined) {
    throw new TargetError(
      'usage',
      'according to the target file its servers need a database',
      'add --with postgres',
    );
  }
  if (database !== undefined && spec.kind === 'cmd' && recipe.database?.migrate?.image !== undefined) {
    if (recipe.database.migrate.cmd === undefined)
      throw new TargetError(
        'usage',
        'no command prepares the database of a program',
        'add start.database.migrate.cmd to a target file, and name the file (--target-file)',
      );
  }
}
