import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Check } from './check.ts';

const checks = new Map<string, Check>();

/**
 * Takes a check into the registry. Two checks of one id are a mistake in the suite: tell them apart
 * with `case`.
 */
export function register(check: Check): void {
  if (checks.has(check.id)) throw new Error(`two checks are called ${check.id}: give the second a \`case\``);
  checks.set(check.id, check);
}

/** Every check registered so far, in order of registration. */
export const registeredChecks = (): readonly Check[] => [...checks.values()];

const CHECK_FOLDERS = [
  'commands',
  'administration',
  'certificates',
  'protocol',
  'types',
  'client',
  'faults',
  'properties',
];
const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

/**
 * Files beside the checks that hold none. A mutant imports the reference server, which a check may
 * not.
 */
const OTHER_FILES = [`sample${extension}`, `mutants${extension}`];

/** Whether a path below a folder of checks is a file of checks. */
const isCheckFile = (path: string): boolean =>
  path.endsWith(extension) && !path.endsWith('.d.ts') && !OTHER_FILES.includes(basename(path));

/**
 * Imports each file of checks, from sources or built.
 *
 * @returns the checks, sorted by id
 * @throws Error (`ENOENT`) if a folder of checks is missing
 */
export async function loadChecks(): Promise<readonly Check[]> {
  for (const home of CHECK_FOLDERS) {
    const folder = new URL(`../../checks/${home}/`, import.meta.url);
    const files = await readdir(folder, { recursive: true });
    for (const file of files.filter(isCheckFile).sort()) {
      await import(new URL(file, folder).href);
    }
  }
  return [...registeredChecks()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
