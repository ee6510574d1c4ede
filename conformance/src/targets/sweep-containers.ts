import type { ContainerRuntimeClient } from 'testcontainers';
import { isLeftover } from './is-leftover.ts';
import { ownerLabel, ownPlace, startOf } from './owner-labels.ts';
import { removeContainer, removeNetwork, removeVolume } from './remove-container.ts';
import { tellLeft } from './tell-left.ts';

let sweep: Promise<void> | undefined;

/** Removes orphaned objects (`isLeftover`), once in a run. Objects of a living process stay. */
export function sweepOnce(engine: ContainerRuntimeClient): Promise<void> {
  sweep ??= sweepContainers(engine);
  return sweep;
}

/** The same, each time. */
export async function sweepContainers(engine: ContainerRuntimeClient): Promise<void> {
  const { dockerode } = engine.container;
  const filters = { label: [ownerLabel] };
  const containers = await dockerode.listContainers({ all: true, filters });
  await Promise.all(
    left(containers).map(({ Id }) => removeContainer(Id).catch(tellLeft(`the container ${Id.slice(0, 12)}`))),
  );
  const networks = await dockerode.listNetworks({ filters });
  await Promise.all(
    left(networks).map(({ Id }) => removeNetwork(Id).catch(tellLeft(`the network ${Id.slice(0, 12)}`))),
  );
  const { Volumes: volumes } = await dockerode.listVolumes({ filters: { label: filters.label } });
  await Promise.all(
    left(volumes ?? []).map(({ Name }) => removeVolume(Name).catch(tellLeft(`the volume ${Name}`))),
  );
}

function left<T extends { readonly Labels?: Readonly<Record<string, string>> | null | undefined }>(
  things: T[],
): T[] {
  const here = { place: ownPlace(), isGone, startOf, now: Date.now() };
  return things.filter(({ Labels }) => isLeftover(Labels ?? {}, here));
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
