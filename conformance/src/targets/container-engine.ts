import type { ContainerRuntimeClient } from 'testcontainers';
import { TargetError } from './target-error.ts';

type Dockerode = ContainerRuntimeClient['container']['dockerode'];

/** A container of the engine. */
export type Container = ReturnType<Dockerode['getContainer']>;

/** What a container is made from. */
export type ContainerCreation = Parameters<Dockerode['createContainer']>[0];

/**
 * The container engine of this machine, or of `DOCKER_HOST`. Errors: `TargetError` of code
 * `prerequisite`.
 */
export async function containerEngine(): Promise<ContainerRuntimeClient> {
  // loaded only here: a run without containers does not pay for it
  const { getContainerRuntimeClient } = await import('testcontainers');
  try {
    return await getContainerRuntimeClient();
  } catch {
    throw new TargetError(
      'prerequisite',
      'no container engine answers',
      'start one (Debian: apt-get install docker.io), or set DOCKER_HOST, or judge a running server: parsec-spec validate http://HOST:PORT',
    );
  }
}
