import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ContainerRuntimeClient } from 'testcontainers';
import { TargetError } from '../target.ts';

/**
 * How long an engine may take until it lets go of what was joined or mounted just now, in
 * milliseconds.
 */
const patience = 10_000;
/** Between two tries, in milliseconds. */
const pause = 100;

/**
 * Removes a container with its unnamed volumes, running or not; one that is gone already is as
 * good. Throws the engine's refusal.
 */
export async function removeContainer(id: string): Promise<void> {
  const { container } = await containerEngine();
  await untilGone(() => container.dockerode.getContainer(id).remove({ force: true, v: true }));
}

/**
 * Removes a network, as soon as no container is joined to it any more. Throws the engine's refusal
 * if one is after `wait` milliseconds.
 */
export async function removeNetwork(id: string, wait = patience): Promise<void> {
  const { container } = await containerEngine();
  await untilGone(() => container.dockerode.getNetwork(id).remove(), wait);
}

/**
 * Removes a volume, as soon as no container uses it any more. Throws the engine's refusal if one
 * does after `wait` milliseconds.
 */
export async function removeVolume(name: string, wait = patience): Promise<void> {
  const { container } = await containerEngine();
  await untilGone(() => container.dockerode.getVolume(name).remove({ force: true }), wait);
}

/**
 * An engine says that something is in use, or on its way out, with the same words: whether it is
 * gone shows when it is not found.
 */
async function untilGone(remove: () => Promise<unknown>, wait = patience): Promise<void> {
  const late = performance.now() + wait;
  for (;;) {
    try {
      await remove();
      return;
    } catch (error) {
      if (error instanceof Error && 'statusCode' in error && error.statusCode === 404) return;
      if (performance.now() >= late) throw error;
      await sleep(pause);
    }
  }
}

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

/**
 * An image that is not on this machine, with the one line that gets it: nothing is pulled behind
 * the user's back.
 */
export function missingImage(image: string): TargetError {
  return new TargetError('prerequisite', `the image ${image} is not on this machine`, wayToGet(image));
}

/**
 * In a checkout, the checkout's own script. In the package, the script that it ships. Otherwise a
 * pull by the user.
 */
function wayToGet(image: string): string {
  const [name = image] = image.split(':');
  if (name === 'parsec-spec' && existsSync(fromHere('../../../../cli/image/build.ts')))
    return 'npm run image';
  if (
    existsSync(fromHere(`../../../targets/${name}/build.sh`)) &&
    existsSync(fromHere('../../../../launch.mjs'))
  )
    return `npm run image:${name}`;
  const packed = ['../../..', '../../../..'].map((up) => fromHere(`${up}/targets/${name}/build.sh`));
  const found = packed.find((file) => existsSync(file));
  return found === undefined ? `docker pull ${image}` : `sh ${relative(process.cwd(), found)}`;
}

const fromHere = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
