import { byEnvironment } from '../default-recipe.ts';
import type { Disk } from '../deployment/disk.ts';
import { confinement } from '../process/command-node.ts';
import type { StartOptions } from '../start-options.ts';
import { placeholdersOf, planStart } from '../start-recipe.ts';
import type { TargetStart } from '../starting.ts';
import { type ContainerCreation, containerEngine, missingImage } from './engine.ts';

/** The port that Parsec's own server takes when none is named. */
const usualPort = 6777;

/** Where one container shall be found, and what it stands on. */
export interface ImageStart {
  /** The port of this machine. */
  readonly port: number;
  /** The database that the container uses, at the address that the container can reach. */
  readonly database?: string | undefined;
  /**
   * The network that it is joined to, if it shares not this machine's; the engine's own otherwise.
   */
  readonly network?: string | undefined;
  readonly disk?: Pick<Disk, 'volume'> | undefined;
}

/** How a container is made, and where the judge finds it. */
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
  place: ImageStart,
): Promise<ImageRecipe> {
  const { recipe, administrationToken: token } = starting;
  const own = await inspect(image);
  const reach = `127.0.0.1:${place.port}`;
  const isShared = recipe.network === 'host';
  const inside = isShared ? place.port : (recipe.port ?? own.exposedPort ?? usualPort);
  const data = recipe.data ?? '/data';
  const places = placeholdersOf(isShared ? '127.0.0.1' : '0.0.0.0', inside, reach, token, data);
  const bare = planStart(recipe, options, { ...places, database: place.database });
  const plan = starting.hasFile ? bare : byEnvironment(bare);
  const words = [...(plan.command ?? own.command), ...plan.arguments];
  return {
    address: places.address,
    create: {
      Image: image,
      ...(words.length > 0 ? { Cmd: words } : {}),
      // we ask for ourselves, and oftener
      Healthcheck: { Test: ['NONE'] },
      Env: Object.entries(plan.environment).map(([name, value]) => `${name}=${value}`),
      ...(recipe.data === undefined || place.disk !== undefined ? {} : { Volumes: { [data]: {} } }),
      ...(isShared ? {} : { ExposedPorts: { [`${inside}/tcp`]: {} } }),
      HostConfig: {
        ...confinement(recipe, place.network),
        ...(isShared ? {} : bridged(place.port, inside)),
        ...(place.disk === undefined ? {} : { Binds: [`${place.disk.volume}:${data}`] }),
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

/** What an image is by itself: its command, and the first port it exposes. */
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
