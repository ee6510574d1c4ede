import { readdir } from 'node:fs/promises';
import type { Check } from './check.ts';
import { registeredChecks } from './registry.ts';

const homes = ['commands', 'administration', 'certificates', 'protocol', 'types', 'journeys', 'faults'];
const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

// These files hold no checks. A mutant imports the reference server, which a check may not.
const others = /(^|[\\/])(mutants|sample)\.[jt]s$/;

const isOfChecks = (file: string): boolean =>
  file.endsWith(extension) && !file.endsWith('.d.ts') && !others.test(file);

/**
 * Imports every file of checks, as source or built, except `mutants` and `sample`.
 *
 * @returns the checks, sorted by id
 */
export async function loadChecks(): Promise<readonly Check[]> {
  for (const home of homes) {
    const folder = new URL(`../../${home}/`, import.meta.url);
    const files = await readdir(folder, { recursive: true }).catch(() => []);
    for (const file of files.filter(isOfChecks).sort()) {
      await import(new URL(file, folder).href);
    }
  }
  return [...registeredChecks()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
