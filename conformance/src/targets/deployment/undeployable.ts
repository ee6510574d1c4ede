import type { Capabilities } from '../capabilities.ts';
import type { StartRecipe } from '../target-file.ts';
import type { TargetSpec } from '../target-spec.ts';
import { type Deployable, NOT_STARTABLE, type Undeployable } from './deployable.ts';

/**
 * Why something cannot be deployed for a target: the target says so, or it uses no resource into
 * which a fault could be injected.
 */
export function undeployable(
  spec: TargetSpec,
  capabilities: Capabilities,
  recipe: StartRecipe,
  hasDatabase: boolean,
): Undeployable {
  if (spec.kind === 'url') return all(NOT_STARTABLE);
  if (spec.kind === 'memory') return all('it runs inside the suite: image: and cmd: can be harmed');
  const reasons: Record<Deployable, string | undefined> = {
    durable: undefined,
    nodes: hasDatabase ? undefined : 'nodes share a database: runs with --with postgres',
    database: hasDatabase ? undefined : 'stands on no database of the suite: runs with --with postgres',
    disk: hasDatabase ? 'its state lies in the database, not on a disk of its own' : diskReason(spec, recipe),
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
  if (spec.kind !== 'image') return 'a disk that can be filled takes a container: image:NAME';
  return recipe.data === undefined
    ? 'the target file does not say where its data lives (start.data)'
    : undefined;
}
