import { sweepOnce } from '../cleanup/sweep-containers.ts';
import { onSteadyPort } from '../process/port.ts';
import type { StartOptions } from '../start-options.ts';
import type { RunningServer } from '../target.ts';
import type { TargetStart } from '../target-start.ts';
import { type StartingProcess, waitUntilReady } from '../wait-until-ready.ts';
import { ContainerNode } from './container-node.ts';
import { containerEngine } from './engine.ts';
import { imageRecipe } from './image-recipe.ts';

/**
 * Starts a container of a local image, and waits until it answers.
 *
 * @throws `TargetError`: `prerequisite` if the engine or the image is missing, `unreachable` (with
 *   the log) if the server is not ready in time.
 */
export async function startImage(
  image: string,
  starting: TargetStart,
  options: StartOptions,
): Promise<RunningServer> {
  await sweepOnce(await containerEngine());
  const { databases, deadlineMs, signal } = starting;
  const resources = { network: await databases?.network(), database: await databases?.createUrl() };
  const node = await onSteadyPort(async (port) => {
    const { address, create } = await imageRecipe(image, starting, options, { ...resources, port });
    const untilReady = (container: StartingProcess) =>
      waitUntilReady({ ...container, address, deadlineMs, signal });
    const secret = starting.administrationToken;
    const node = await ContainerNode.create({ address, create, untilReady, secret });
    try {
      await node.start();
    } catch (error) {
      await node.remove();
      throw error;
    }
    return node;
  });
  return {
    address: node.address,
    administrationToken: starting.administrationToken,
    log: () => node.log(),
    close: () => node.remove(),
  };
}
