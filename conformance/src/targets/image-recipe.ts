import type { ContainerRuntimeClient } from 'testcontainers';
import { freePort } from './free-port.ts';
import { type Placeholders, placeholdersOf } from './placeholders.ts';
import type { Starting } from './starting.ts';

/** The port that Parsec's own server takes when none is named. */
const usualPort = 6777;

type ContainerCreateOptions = Parameters<ContainerRuntimeClient['container']['create']>[0];

/** How one container is joined to the network: `reach` is `host:port` as the judge sees it. */
export interface ImageNetwork {
  readonly reach: string;
  readonly places: Placeholders;
  readonly network: Pick<ContainerCreateOptions, 'HostConfig' | 'ExposedPorts'>;
}

/** A free port for a container: shared with this machine, or mapped to the port inside. */
export async function imageRecipe(
  starting: Starting,
  exposedPort: number | undefined,
): Promise<ImageNetwork> {
  const port = await freePort();
  const reach = `127.0.0.1:${port}`;
  const token = starting.administrationToken;
  if (starting.recipe.network === 'host') {
    return {
      reach,
      places: placeholdersOf('127.0.0.1', port, reach, token, starting.recipe.data ?? '/data'),
      network: { HostConfig: { NetworkMode: 'host' } },
    };
  }
  const inside = starting.recipe.port ?? exposedPort ?? usualPort;
  return {
    reach,
    places: placeholdersOf('0.0.0.0', inside, reach, token, starting.recipe.data ?? '/data'),
    network: {
      ExposedPorts: { [`${inside}/tcp`]: {} },
      HostConfig: {
        PortBindings: { [`${inside}/tcp`]: [{ HostIp: '127.0.0.1', HostPort: String(port) }] },
        ExtraHosts: ['host.docker.internal:host-gateway'],
      },
    },
  };
}
