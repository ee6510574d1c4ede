import type { ContainerCreation } from './container-engine.ts';
import type { StartRecipe } from './target-file.ts';

/**
 * What the containers of a target may touch: this machine's network or `network` (the engine's own
 * where there is none), and a root that they cannot write to where the target file says so.
 */
export function confinement(
  recipe: Pick<StartRecipe, 'network' | 'readOnly'>,
  network: string | undefined,
): ContainerCreation['HostConfig'] {
  const joined = recipe.network === 'host' ? 'host' : network;
  return {
    ...(joined === undefined ? {} : { NetworkMode: joined }),
    ...(recipe.readOnly === true ? { ReadonlyRootfs: true, Tmpfs: { '/tmp': '' } } : {}),
  };
}
