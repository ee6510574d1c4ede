import type { ContainerRuntimeClient } from 'testcontainers';
import { removeContainer, removeNetwork, removeVolume } from '../container/engine.ts';
import { reportLeftover } from './guardian.ts';
import { createdLabel, hostLabel, ownerLabel, ownMachine, processStart, startLabel } from './owner-labels.ts';

/**
 * Age, in ms, at which an object of a process on another machine counts as orphaned. No run lasts a
 * day.
 */
export const MAX_USE_MS = 24 * 60 * 60 * 1000;

/** Access to the processes of this machine, and the current time. */
export interface Machine {
  /** `ownMachine()`: the scope of the process ids that can be inspected. */
  readonly id: string | undefined;
  /** Whether no process with this id exists. */
  readonly isGone: (pid: number) => boolean;
  /** Start time of a process, as in the label. Undefined if it is unknown. */
  readonly processStart: (pid: number) => string | undefined;
  /** In ms since 1970. */
  readonly now: number;
}

/**
 * Whether the owner of an object with such labels is gone. If the labels are of this host, its
 * process has ended or its process id belongs to a newer process. If they are of another one (an
 * earlier boot, another machine or namespace), only the age decides.
 */
export function isLeftover(
  labels: Readonly<Record<string, string>>,
  { id, isGone, processStart, now }: Machine,
): boolean {
  if (id === undefined || labels[hostLabel] !== id)
    return now - Date.parse(labels[createdLabel] ?? '') > MAX_USE_MS;
  const pid = Number(labels[ownerLabel]);
  if (isGone(pid)) return true;
  // Of another user's process only the id may be visible.
  const start = processStart(pid);
  return start !== undefined && start !== labels[startLabel];
}

let sweep: Promise<void> | undefined;

/** Removes orphaned objects (`isLeftover`), once in a run. Objects of a living process stay. */
export function sweepOnce(engine: ContainerRuntimeClient): Promise<void> {
  sweep ??= sweepContainers(engine);
  return sweep;
}

/** Removes orphaned objects (`isLeftover`) each time that it is called. */
export async function sweepContainers(engine: ContainerRuntimeClient): Promise<void> {
  const { dockerode } = engine.container;
  const filters = { label: [ownerLabel] };
  const containers = await dockerode.listContainers({ all: true, filters });
  await Promise.all(
    leftovers(containers).map(({ Id }) =>
      removeContainer(Id).catch(reportLeftover(`the container ${Id.slice(0, 12)}`)),
    ),
  );
  const networks = await dockerode.listNetworks({ filters });
  await Promise.all(
    leftovers(networks).map(({ Id }) =>
      removeNetwork(Id).catch(reportLeftover(`the network ${Id.slice(0, 12)}`)),
    ),
  );
  const { Volumes: volumes } = await dockerode.listVolumes({ filters: { label: filters.label } });
  await Promise.all(
    leftovers(volumes ?? []).map(({ Name }) =>
      removeVolume(Name).catch(reportLeftover(`the volume ${Name}`)),
    ),
  );
}

function leftovers<T extends { readonly Labels?: Readonly<Record<string, string>> | null | undefined }>(
  things: T[],
): T[] {
  const here = { id: ownMachine(), isGone, processStart, now: Date.now() };
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
