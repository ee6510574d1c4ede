import type { Capabilities } from '../capabilities.ts';
import { TargetError } from '../target.ts';
import type { StartRecipe } from '../target-file.ts';
import type { TargetSpec } from '../target-spec.ts';
import { type Deployable, NOT_STARTABLE, type Undeployable } from './deployment.ts';

/**
 * The capabilities that the deployments of a target lack, with the reason: the target file does not
 * declare the capability, or the target has no resource for the fault.
 */
export function undeployable(
  spec: TargetSpec,
  capabilities: Capabilities,
  recipe: StartRecipe,
  hasDatabase: boolean,
): Undeployable {
  if (spec.kind === 'url') return all(NOT_STARTABLE);
  if (spec.kind === 'memory') return all('it runs inside the suite: faults need image: or cmd:');
  const reasons: Record<Deployable, string | undefined> = {
    durable: undefined,
    nodes: hasDatabase ? undefined : 'nodes share a database: runs with --with postgres',
    database: hasDatabase ? undefined : 'it uses no database of the suite: runs with --with postgres',
    disk: hasDatabase ? 'its state is in the database, not on a disk of its own' : diskReason(spec, recipe),
  };
  return Object.fromEntries(
    Object.entries(reasons).flatMap(([name, reason]) => {
      const isDeclared = capabilities[name as Deployable];
      const why = isDeclared ? reason : `the target declares no capability \`${name}\``;
      return why === undefined ? [] : [[name, why]];
    }),
  );
}

const all = (why: string): Undeployable => ({ durable: why, nodes: why, database: why, disk: why });

function diskReason(spec: TargetSpec, recipe: StartRecipe): string | undefined {
  if (spec.kind !== 'image') return 'a disk that can be filled needs a container: image:NAME';
  return recipe.data === undefined
    ? 'the target file does not name the folder of its data (start.data)'
    : undefined;
}

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
