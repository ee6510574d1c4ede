import { ContainerNode } from '../container/container-node.ts';
import { imageRecipe } from '../container/image-recipe.ts';
import { steadyPort } from '../process/port.ts';
import type { StartOptions } from '../start-options.ts';
import type { TargetStart } from '../starting.ts';
import { waitUntilReady } from '../wait-until-ready.ts';
import type { NodeFactory, TemporaryDisk } from './deploy.ts';
import { diskSize, makeDisk, tarOfZeros } from './disk.ts';

/** Nodes that are containers of `image`, on one network and each with a volume of its own. */
export function containerNodes(image: string, starting: TargetStart, options: StartOptions): NodeFactory {
  return {
    administrationToken: starting.administrationToken,
    databases: starting.databases,
    node: async (place) => {
      const network = await starting.databases?.network();
      const { address, create } = await imageRecipe(image, starting, options, { ...place, network });
      const { deadlineMs, signal, administrationToken: secret } = starting;
      return await ContainerNode.create({
        address,
        create,
        untilReady: (life) => waitUntilReady({ ...life, address, deadlineMs, signal }),
        secret,
      });
    },
    disk: () => diskFor(image, starting),
  };
}

/** The path of the disk in the container that holds it. */
const filled = '/parsec-spec-disk';

/**
 * A disk that survives the death of its server: another container of the same image, suspended as
 * soon as it runs, holds it. The disk is filled through that container, which needs no shell.
 */
async function diskFor(image: string, starting: TargetStart): Promise<TemporaryDisk> {
  const disk = await makeDisk();
  let keeper: ContainerNode | undefined;
  const remove = async () => {
    await keeper?.remove();
    await disk.remove();
  };
  try {
    const place = { port: await steadyPort() };
    const { address, create } = await imageRecipe(image, starting, {}, place);
    const HostConfig = { ...create.HostConfig, Binds: [`${disk.volume}:${filled}`] };
    const untilReady = () => Promise.resolve();
    keeper = await ContainerNode.create({ address, create: { ...create, HostConfig }, untilReady });
    await keeper.start();
    await keeper.pause();
  } catch (error) {
    await remove();
    throw error;
  }
  const holder = keeper;
  return {
    volume: disk.volume,
    // more than there is room for: what fits stays
    fill: () => holder.unpack(tarOfZeros('filler', diskSize << 20), filled).catch(() => undefined),
    free: () => holder.unpack(tarOfZeros('filler', 0), filled),
    remove,
  };
}
