import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ContainerRuntimeClient } from 'testcontainers';
import { TargetError } from '../target.ts';

/** Longest time that the engine may take to release a network or a volume, in ms. */
const REMOVAL_TIMEOUT_MS = 10_000;

/** Pause between two attempts, in ms. */
const RETRY_PAUSE_MS = 100;

/**
 * Removes a container and its unnamed volumes. It may run, or not exist any more. Throws the
 * engine's error.
 */
export async function removeContainer(id: string): Promise<void> {
  const { container } = await containerEngine();
  await untilGone(() => container.dockerode.getContainer(id).remove({ force: true, v: true }));
}

/**
 * Removes a network once no container is connected to it. Throws the engine's error if that takes
 * more than `wait` ms.
 */
export async function removeNetwork(id: string, wait = REMOVAL_TIMEOUT_MS): Promise<void> {
  const { container } = await containerEngine();
  await untilGone(() => container.dockerode.getNetwork(id).remove(), wait);
}

/** Removes a volume once no container uses it. Throws the engine's error if that takes too long. */
export async function removeVolume(name: string): Promise<void> {
  const { container } = await containerEngine();
  await untilGone(() => container.dockerode.getVolume(name).remove({ force: true }));
}

/**
 * Repeats a removal until the engine answers 404. The engine gives the same error for an object in
 * use and for one that is being removed.
 */
async function untilGone(remove: () => Promise<unknown>, wait = REMOVAL_TIMEOUT_MS): Promise<void> {
  const late = performance.now() + wait;
  for (;;) {
    try {
      await remove();
      return;
    } catch (error) {
      if (error instanceof Error && 'statusCode' in error && error.statusCode === 404) return;
      if (performance.now() >= late) throw error;
      await sleep(RETRY_PAUSE_MS);
    }
  }
}

type Dockerode = ContainerRuntimeClient['container']['dockerode'];

/** A container of the engine. */
export type Container = ReturnType<Dockerode['getContainer']>;

/** The options with which a container is created. */
export type ContainerCreation = Parameters<Dockerode['createContainer']>[0];

/**
 * The container engine of this machine, or of `DOCKER_HOST`. Errors: `TargetError` of code
 * `prerequisite`.
 */
export async function containerEngine(): Promise<ContainerRuntimeClient> {
  // Loaded on demand, because most runs use no containers.
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

/** The error for a missing image, with the command that gets it. Images are never pulled. */
export function missingImage(image: string): TargetError {
  return new TargetError('prerequisite', `the image ${image} is not on this machine`, howToGet(image));
}

/**
 * The command that gets an image: the script of the checkout, or that of the installed package, or
 * `docker pull`.
 */
function howToGet(image: string): string {
  const [name = image] = image.split(':');
  if (name === 'parsec-spec' && existsSync(fromHere('../../../../cli/image/build.ts')))
    return 'npm run image';
  if (
    existsSync(fromHere(`../../../targets/${name}/build.sh`)) &&
    existsSync(fromHere('../../../../launch.mjs'))
  )
    return `npm run image:${name}`;
  const packed = ['../../..', '../../../..'].map((up) => fromHere(`${up}/targets/${name}/build.sh`));
  const script = packed.find((file) => existsSync(file));
  return script === undefined ? `docker pull ${image}` : `sh ${relative(process.cwd(), script)}`;
}

const fromHere = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
