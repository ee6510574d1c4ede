import { sweepOnce } from '../cleanup/sweep-containers.ts';
import { onSteadyPort } from '../process/port.ts';
import type { StartOptions } from '../start-options.ts';
import type { TargetStart } from '../starting.ts';
import type { RunningServer } from '../target.ts';
import { type StartingProcess, waitUntilReady } from '../wait-until-ready.ts';
import { ContainerNode } from './container-node.ts';
import { containerEngine } from './engine.ts';
import { imageRecipe } from './image-recipe.ts';

/**
 * Starts a container of `image`, which must be there (nothing is ever pulled), and waits until it
 * answers. Errors: `TargetError` of code `prerequisite` (no engine, no such image) or `unreachable`
 * with its log.
 */
export async function startImage(
  image: string,
  starting: TargetStart,
  options: StartOptions,
): Promise<RunningServer> {
  await sweepOnce(await containerEngine());
  const { databases, deadlineMs, signal } = starting;
  const ground = { network: await databases?.network(), database: await databases?.own() };
  const node = await onSteadyPort(async (port) => {
    const { address, create } = await imageRecipe(image, starting, options, { ...ground, port });
    const untilReady = (life: StartingProcess) => waitUntilReady({ ...life, address, deadlineMs, signal });
    const secret = starting.administrationToken;
    const made = await ContainerNode.create({ address, create, untilReady, secret });
    try {
      await made.start();
    } catch (error) {
      await made.remove();
      throw error;
    }
    return made;
  });
  return {
    address: node.address,
    administrationToken: starting.administrationToken,
    log: () => node.log(),
    close: () => node.remove(),
  };
}
