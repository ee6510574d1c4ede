// A second process that removes the judge's resources after the judge has ended: see `guardian.ts`.
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { endGroup } from '../process/process-group.ts';

const resources = new Set<string>();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);

for await (const line of createInterface({ input: process.stdin })) {
  if (line.startsWith('+')) resources.add(line.slice(1));
  if (line.startsWith('-')) resources.delete(line.slice(1));
}
await Promise.all([endProcesses(), removeContainers()]);

/** Ends the processes, then removes the folders that they used. */
async function endProcesses(): Promise<void> {
  await Promise.all(resourcesOf('group').map((leader) => endGroup(Number(leader), async () => sleep(2000))));
  const options = { recursive: true, force: true, maxRetries: 5 };
  await Promise.all(resourcesOf('folder').map((path) => rm(path, options)));
}

async function removeContainers(): Promise<void> {
  const [containers, networks, volumes] = [
    resourcesOf('container'),
    resourcesOf('network'),
    resourcesOf('volume'),
  ];
  if (containers.length + networks.length + volumes.length === 0) return;
  const { removeContainer, removeNetwork, removeVolume } = await import('../container/engine.ts');
  // A failed removal does not prevent the others. The next run removes what is left.
  await Promise.allSettled(containers.map(removeContainer));
  await Promise.allSettled([
    ...networks.map((id) => removeNetwork(id)),
    ...volumes.map((name) => removeVolume(name)),
  ]);
}

function resourcesOf(kind: string): string[] {
  const prefix = `${kind}:`;
  return [...resources]
    .filter((resource) => resource.startsWith(prefix))
    .map((resource) => resource.slice(prefix.length));
}
