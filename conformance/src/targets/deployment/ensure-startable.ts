import { TargetError } from '../target.ts';
import type { StartRecipe } from '../target-file.ts';
import type { TargetSpec } from '../target-spec.ts';

/** Refuses to start servers on what they cannot stand on. Errors: `TargetError` of code `usage`. */
export function ensureStartable(spec: TargetSpec, recipe: StartRecipe, beside: 'postgres' | undefined): void {
  const isOurs = spec.kind === 'cmd' || spec.kind === 'image';
  if (beside !== undefined && !isOurs) {
    throw new TargetError(
      'usage',
      `--with ${beside} is for servers that the suite starts on it`,
      "name image:NAME or cmd:'COMMAND', or leave it out",
    );
  }
  if (!isOurs) return;
  if (beside !== undefined && recipe.database === undefined) {
    throw new TargetError(
      'usage',
      'the target file does not say how a server is told its database',
      'add start.database to it, or leave out --with',
    );
  }
  if (beside === undefined && recipe.database !== undefined && recipe.store === undefined) {
    throw new TargetError(
      'usage',
      'by the target file its servers stand on a database',
      'add --with postgres, which gives them one',
    );
  }
  if (beside !== undefined && spec.kind === 'cmd' && recipe.database?.migrate?.image !== undefined) {
    if (recipe.database.migrate.cmd === undefined)
      throw new TargetError(
        'usage',
        'nothing says how a program makes its database ready',
        'add start.database.migrate.cmd to a target file, and name that (--target-file)',
      );
  }
}
