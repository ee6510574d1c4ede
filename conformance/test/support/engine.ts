import { expect } from 'vitest';
import { ownerLabel } from '../../src/targets/cleanup/owner-labels.ts';
import { containerEngine } from '../../src/targets/container/engine.ts';

/** The container engine of this machine, if one answers. */
export const engineIfAny = () => containerEngine().catch(() => undefined);

/**
 * Whether containers of these images can be started here. A missing image fails in CI; elsewhere
 * its tests are skipped, with the command that pulls it.
 */
export async function haveImages(names: readonly string[]): Promise<boolean> {
  const engine = await engineIfAny();
  const missing: string[] = [];
  for (const name of names) {
    const image = await engine?.container.dockerode
      .getImage(name)
      .inspect()
      .catch(() => undefined);
    if (image === undefined) missing.push(name);
  }
  if (missing.length === 0) return true;
  const line = missing.map((name) => `npm run image:${name.split(':')[0]}`).join(' && ');
  if (process.env.CI !== undefined) expect.fail(`no container engine, or images are missing: ${line}`);
  console.warn(`skipped: containers of ${missing.join(', ')} need an engine and images (${line})`);
  return false;
}

/** The number of containers, networks and volumes that a process owns in the engine. */
export async function madeBy(pid: number) {
  const filters = { label: [`${ownerLabel}=${pid}`] };
  const { dockerode } = (await containerEngine()).container;
  const containers = await dockerode.listContainers({ all: true, filters });
  const networks = await dockerode.listNetworks({ filters });
  const { Volumes: volumes } = await dockerode.listVolumes({ filters });
  return { containers: containers.length, networks: networks.length, volumes: (volumes ?? []).length };
}

export const nothing = { containers: 0, networks: 0, volumes: 0 };
