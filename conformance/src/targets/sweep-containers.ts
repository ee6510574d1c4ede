import type { ContainerRuntimeClient } from 'testcontainers';
import { removeContainer } from './remove-container.ts';

/** The label that names the process which a container belongs to. */
export const ownerLabel = 'parsec-spec.owner';

/** Removes the containers that a process which is no more has left behind; those of a living one are its own. */
export async function sweepContainers(engine: ContainerRuntimeClient): Promise<void> {
  const containers = await engine.container.dockerode.listContainers({
    all: true,
    filters: { label: [ownerLabel] },
  });
  const left = containers.filter(({ Labels }) => !isAlive(Number(Labels[ownerLabel])));
  await Promise.all(left.map(({ Id }) => removeContainer(Id)));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
