import type { ContainerRuntimeClient } from 'testcontainers';
import { removeContainer, removeNetwork, removeVolume } from '../container/engine.ts';
import { reportLeftover } from './guardian.ts';
import { hostLabel, madeLabel, ownerLabel, ownMachine, startLabel, startOf } from './owner-labels.ts';

/**
 * How long, in ms, what belongs to a process that cannot be looked at is taken to be in use: no run
 * lasts a day.
 */
export const MAX_USE_MS = 24 * 60 * 60 * 1000;

/** What this machine knows about its processes, and the current time. */
export interface Machine {
  /**
   * Where process numbers are those that can be looked at here; undefined where nothing says so.
   */
  readonly place: string | undefined;
  /** Whether there is no process of that number here. */
  readonly isGone: (pid: number) => boolean;
  /** When a process here began; undefined where that is not told. */
  readonly startOf: (pid: number) => string | undefined;
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
  { place, isGone, startOf, now }: Machine,
): boolean {
  if (place === undefined || labels[hostLabel] !== place)
    return now - Date.parse(labels[madeLabel] ?? '') > MAX_USE_MS;
  const pid = Number(labels[ownerLabel]);
  if (isGone(pid)) return true;
  // Of another user's process nothing but its number may be seen.
  const start = startOf(pid);
  return start !== undefined && start !== labels[startLabel];
}

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
    left(containers).map(({ Id }) =>
      removeContainer(Id).catch(reportLeftover(`the container ${Id.slice(0, 12)}`)),
    ),
  );
  const networks = await dockerode.listNetworks({ filters });
  await Promise.all(
    left(networks).map(({ Id }) => removeNetwork(Id).catch(reportLeftover(`the network ${Id.slice(0, 12)}`))),
  );
  const { Volumes: volumes } = await dockerode.listVolumes({ filters: { label: filters.label } });
  await Promise.all(
    left(volumes ?? []).map(({ Name }) => removeVolume(Name).catch(reportLeftover(`the volume ${Name}`))),
  );
}

function left<T extends { readonly Labels?: Readonly<Record<string, string>> | null | undefined }>(
  things: T[],
): T[] {
  const here = { place: ownMachine(), isGone, startOf, now: Date.now() };
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
