// Runs beside the judge and clears up when the judge is gone: see `guardian.ts`.
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { endGroup } from '../process/process-group.ts';

const wards = new Set<string>();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);

for await (const line of createInterface({ input: process.stdin })) {
  if (line.startsWith('+')) wards.add(line.slice(1));
  if (line.startsWith('-')) wards.delete(line.slice(1));
}
await Promise.all([endProcesses(), removeContainers()]);

/** Who lives first, then what they stood on. */
async function endProcesses(): Promise<void> {
  await Promise.all(wardsOf('group').map((leader) => endGroup(Number(leader), async () => sleep(2000))));
  const options = { recursive: true, force: true, maxRetries: 5 };
  await Promise.all(wardsOf('folder').map((path) => rm(path, options)));
}

async function removeContainers(): Promise<void> {
  const [containers, networks, volumes] = [wardsOf('container'), wardsOf('network'), wardsOf('volume')];
  if (containers.length + networks.length + volumes.length === 0) return;
  const { removeContainer, removeNetwork, removeVolume } = await import('../container/engine.ts');
  // Whatever stays, the rest goes; what stayed is swept by the next run.
  await Promise.allSettled(containers.map(removeContainer));
  await Promise.allSettled([
    ...networks.map((id) => removeNetwork(id)),
    ...volumes.map((name) => removeVolume(name)),
  ]);
}

function wardsOf(kind: string): string[] {
  const prefix = `${kind}:`;
  return [...wards].filter((ward) => ward.startsWith(prefix)).map((ward) => ward.slice(prefix.length));
}
