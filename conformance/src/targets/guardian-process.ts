// Runs beside the judge and clears up when the judge is gone: see `guardian.ts`.
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { endGroup } from './end-group.ts';

const wards = new Set<string>();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);

for await (const line of createInterface({ input: process.stdin })) {
  if (line.startsWith('+')) wards.add(line.slice(1));
  if (line.startsWith('-')) wards.delete(line.slice(1));
}
await Promise.all([...wards].map(end));

async function end(ward: string): Promise<void> {
  const [kind, id = ''] = ward.split(':');
  if (kind === 'group') await endGroup(Number(id), async () => sleep(2000));
  if (kind === 'container') {
    const { removeContainer } = await import('./remove-container.ts');
    await removeContainer(id);
  }
}
