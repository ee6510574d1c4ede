import { containerEngine } from './container-engine.ts';

/** Removes a container with its unnamed volumes, running or not; one that is gone already is as good. */
export async function removeContainer(id: string): Promise<void> {
  const engine = await containerEngine();
  await engine.container.dockerode.getContainer(id).remove({ force: true, v: true }).catch(isGone);
}

/** Removes a network that no container is joined to any more. */
export async function removeNetwork(id: string): Promise<void> {
  const engine = await containerEngine();
  await engine.container.dockerode.getNetwork(id).remove().catch(isGone);
}

/** Removes a volume that no container uses any more. */
export async function removeVolume(name: string): Promise<void> {
  const engine = await containerEngine();
  await engine.container.dockerode.getVolume(name).remove({ force: true }).catch(isGone);
}

/** It is gone, or about to be; a leftover is swept by the next run. */
const isGone = (): void => undefined;
