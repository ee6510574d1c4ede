import { readdir } from 'node:fs/promises';
import type { Check } from './check.ts';
import { registeredChecks } from './registry.ts';

const homes = ['commands', 'administration', 'certificates', 'protocol', 'types', 'journeys', 'faults'];
const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

/** Imports every file of checks (sources or built), so that adding a file is all it takes, and gives them sorted by id. */
export async function loadChecks(): Promise<readonly Check[]> {
  for (const home of homes) {
    const folder = new URL(`../../${home}/`, import.meta.url);
    const files = await readdir(folder, { recursive: true }).catch(() => []);
    for (const file of files.filter((name) => name.endsWith(extension) && !name.endsWith('.d.ts')).sort()) {
      await import(new URL(file, folder).href);
    }
  }
  return [...registeredChecks()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
