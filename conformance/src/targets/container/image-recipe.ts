import { byEnvironment } from '../default-recipe.ts';
import type { Disk } from '../deployment/disk.ts';
import type { StartOptions } from '../start-options.ts';
import { placeholdersOf, planStart } from '../start-recipe.ts';
import type { StartRecipe } from '../target-file.ts';
import type { TargetStart } from '../target-start.ts';
import { type ContainerCreation, containerEngine, missingImage } from './engine.ts';

/** The default port of Parsec's own server. */
const DEFAULT_PARSEC_PORT = 6777;

/** The resources of one container. */
export interface ImageStart {
  /** The port of this machine on which it is reached. */
  readonly port: number;
  /** URL of its database, as the container reaches it. */
  readonly database?: string | undefined;
  /** Name of its network. Default: the network of the engine, or that of this machine. */
  readonly network?: string | undefined;
  readonly disk?: Pick<Disk, 'volume'> | undefined;
}

/** How a container is created, and the address at which the judge reaches it. */
export interface ImageRecipe {
  readonly address: string;
  readonly create: ContainerCreation;
}

/**
 * The container of `image` that the target file (or its default) describes. Errors: `TargetError`
 * of code `prerequisite`.
 */
export async function imageRecipe(
  image: string,
  starting: TargetStart,
  options: StartOptions,
  resources: ImageStart,
): Promise<ImageRecipe> {
  const { recipe, administrationToken: token } = starting;
  const own = await inspect(image);
  const reach = `127.0.0.1:${resources.port}`;
  const isShared = recipe.network === 'host';
  const inside = isShared ? resources.port : (recipe.port ?? own.exposedPort ?? DEFAULT_PARSEC_PORT);
  const data = recipe.data ?? '/data';
  const placeholders = placeholdersOf(isShared ? '127.0.0.1' : '0.0.0.0', inside, reach, token, data);
  const bare = planStart(recipe, options, { ...placeholders, database: resources.database });
  const plan = starting.hasFile ? bare : byEnvironment(bare);
  const words = [...(plan.command ?? own.command), ...plan.arguments];
  return {
    address: placeholders.address,
    create: {
      Image: image,
      ...(words.length > 0 ? { Cmd: words } : {}),
      // The judge probes the server itself, more often.
      Healthcheck: { Test: ['NONE'] },
      Env: Object.entries(plan.environment).map(([name, value]) => `${name}=${value}`),
      ...(recipe.data === undefined || resources.disk !== undefined ? {} : { Volumes: { [data]: {} } }),
      ...(isShared ? {} : { ExposedPorts: { [`${inside}/tcp`]: {} } }),
      HostConfig: {
        ...confinement(recipe, resources.network),
        ...(isShared ? {} : bridged(resources.port, inside)),
        ...(resources.disk === undefined ? {} : { Binds: [`${resources.disk.volume}:${data}`] }),
      },
    },
  };
}

/**
 * Settings of a container outside this machine's network, so that the judge can reach it and it can
 * reach the judge.
 */
const bridged = (port: number, inside: number): ContainerCreation['HostConfig'] => ({
  PortBindings: { [`${inside}/tcp`]: [{ HostIp: '127.0.0.1', HostPort: String(port) }] },
  ExtraHosts: ['host.docker.internal:host-gateway'],
});

/**
 * Network and file system of a target's containers: this machine's network, or `network`, or that
 * of the engine; and a read-only root, if the target file requires it.
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

/** The default command of an image, and the first port that it exposes. */
async function inspect(image: string) {
  const { container } = await containerEngine();
  const { Config } = await container.dockerode
    .getImage(image)
    .inspect()
    .catch(() => {
      throw missingImage(image);
    });
  const [exposed] = Object.keys(Config.ExposedPorts ?? {});
  return {
    command: Config.Cmd ?? [],
    exposedPort: exposed === undefined ? undefined : Number.parseInt(exposed, 10),
  };
}
