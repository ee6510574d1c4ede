import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Check } from './check.ts';
import { registeredChecks } from './registry.ts';

const homes = ['commands', 'administration', 'certificates', 'protocol', 'types', 'journeys', 'faults'];
const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

/**
 * Files beside the checks that hold none. A mutant imports the reference server, which a check may
 * not.
 */
const notChecks = [`sample${extension}`, `mutants${extension}`];

/** Whether a path below a folder of checks is a file of checks. */
const holdsChecks = (path: string): boolean =>
  path.endsWith(extension) && !path.endsWith('.d.ts') && !notChecks.includes(basename(path));

/**
 * Imports each file of checks, from sources or built.
 *
 * @returns the checks, sorted by id
 * @throws Error (`ENOENT`) if a folder of checks is missing
 */
export async function loadChecks(): Promise<readonly Check[]> {
  for (const home of homes) {
    const folder = new URL(`../../${home}/`, import.meta.url);
    const files = await readdir(folder, { recursive: true });
    for (const file of files.filter(holdsChecks).sort()) {
      await import(new URL(file, folder).href);
    }
  }
  return [...registeredChecks()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
