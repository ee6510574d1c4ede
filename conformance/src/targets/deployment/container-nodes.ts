import { ContainerNode } from '../container/container-node.ts';
import { imageRecipe } from '../container/image-recipe.ts';
import { steadyPort } from '../process/port.ts';
import type { StartOptions } from '../start-options.ts';
import type { TargetStart } from '../target-start.ts';
import { waitUntilReady } from '../wait-until-ready.ts';
import type { NodeFactory, TemporaryDisk } from './deploy.ts';
import { DISK_SIZE_MIB, makeDisk, tarOfZeros } from './disk.ts';

/** Creates nodes that are containers of `image`, on one network, each with a volume of its own. */
export function containerNodes(image: string, starting: TargetStart, options: StartOptions): NodeFactory {
  return {
    administrationToken: starting.administrationToken,
    databases: starting.databases,
    node: async (start) => {
      const network = await starting.databases?.network();
      const { address, create } = await imageRecipe(image, starting, options, { ...start, network });
      const { deadlineMs, signal, administrationToken: secret } = starting;
      return await ContainerNode.create({
        address,
        create,
        untilReady: (starting) => waitUntilReady({ ...starting, address, deadlineMs, signal }),
        secret,
      });
    },
    disk: () => diskFor(image, starting),
  };
}

/** The path at which the disk is mounted in the container that keeps it. */
const diskPath = '/parsec-spec-disk';

/**
 * Creates a disk that keeps its content when its server is killed: another container of the same
 * image, suspended as soon as it runs, also uses it. The disk is filled through that container, so
 * the image needs no shell.
 */
async function diskFor(image: string, starting: TargetStart): Promise<TemporaryDisk> {
  const disk = await makeDisk();
  let keeper: ContainerNode | undefined;
  const remove = async () => {
    await keeper?.remove();
    await disk.remove();
  };
  try {
    const start = { port: await steadyPort() };
    const { address, create } = await imageRecipe(image, starting, {}, start);
    const HostConfig = { ...create.HostConfig, Binds: [`${disk.volume}:${diskPath}`] };
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
    // The archive is larger than the disk. Unpacking fails after it has filled the disk.
    fill: () => holder.unpack(tarOfZeros(DISK_SIZE_MIB << 20), diskPath).catch(() => undefined),
    free: () => holder.unpack(tarOfZeros(0), diskPath),
    remove,
  };
}
