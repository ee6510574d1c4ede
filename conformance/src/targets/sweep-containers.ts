import { hostname } from 'node:os';
import type { ContainerRuntimeClient } from 'testcontainers';
import { removeContainer, removeNetwork, removeVolume } from './remove-container.ts';

/** The label that names the process which a container, a network or a volume belongs to. */
export const ownerLabel = 'parsec-spec.owner';

/** The machine (or container) in which that process has its number. */
const hostLabel = 'parsec-spec.host';

/** The labels of what this process makes in the engine. */
export const ownLabels = (): Record<string, string> => ({
  [ownerLabel]: String(process.pid),
  [hostLabel]: hostname(),
});

let sweep: Promise<void> | undefined;

/** Removes, once in a run, what a process of this machine that is no more has left behind; what belongs to a living one stays. */
export function sweepOnce(engine: ContainerRuntimeClient): Promise<void> {
  sweep ??= sweepContainers(engine);
  return sweep;
}

/** The same, each time. */
export async function sweepContainers(engine: ContainerRuntimeClient): Promise<void> {
  const { dockerode } = engine.container;
  const filters = { label: [`${hostLabel}=${hostname()}`] };
  const containers = await dockerode.listContainers({ all: true, filters });
  await Promise.all(left(containers).map(({ Id }) => removeContainer(Id)));
  const networks = await dockerode.listNetworks({ filters });
  await Promise.all(left(networks).map(({ Id }) => removeNetwork(Id)));
  const { Volumes: volumes } = await dockerode.listVolumes({ filters: { label: filters.label } });
  await Promise.all(left(volumes ?? []).map(({ Name }) => removeVolume(Name)));
}

const left = <T extends { readonly Labels?: Readonly<Record<string, string>> | null | undefined }>(
  things: T[],
): T[] => things.filter(({ Labels }) => !isAlive(Number(Labels?.[ownerLabel])));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
