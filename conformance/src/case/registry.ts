import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Check } from './check.ts';

const checks = new Map<string, Check>();

/**
 * Adds a check to the registry.
 *
 * @throws Error if another check has the same id
 */
export function register(check: Check): void {
  if (checks.has(check.id)) throw new Error(`two checks are called ${check.id}: give the second a \`case\``);
  checks.set(check.id, check);
}

/** The checks registered so far, in order of registration. */
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

/** Files in the folders of checks that contain no checks. */
const OTHER_FILES = [`sample${extension}`, `mutants${extension}`];

/** Whether a file in a folder of checks contains checks. */
const isCheckFile = (path: string): boolean =>
  path.endsWith(extension) && !path.endsWith('.d.ts') && !OTHER_FILES.includes(basename(path));

/**
 * Imports all files of checks, as sources or built. Each file registers its checks.
 *
 * @returns the checks of all requirements, sorted by id
 * @throws Error (`ENOENT`) if a folder of checks is missing
 * @example
 * const checks = (await loadChecks()).filter(({ kind }) => kind === 'server');
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
