import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Check } from './check.ts';

const checks = new Map<string, Check>();
/** The stack of the call that registered a check, by id. V8 formats it only if it is read. */
const stacks = new Map<string, Error>();

/**
 * Takes a check into the registry. Two checks of one id are a mistake in the suite: tell them apart
 * with `case`.
 */
export function register(check: Check): void {
  if (checks.has(check.id)) throw new Error(`two checks are called ${check.id}: give the second a \`case\``);
  checks.set(check.id, check);
  stacks.set(check.id, new Error());
}

/** Every check registered so far, in order of registration. */
const registeredChecks = (): readonly Check[] => [...checks.values()];

/** Where a line of code is. */
export interface SourceLocation {
  /** The path in the repository. */
  readonly file: string;
  /** Counted from 1. Absent in a built package, whose lines are not those of the repository. */
  readonly line?: number;
}

/**
 * Finds the call that registers a check.
 *
 * @returns undefined for an unknown id, or if no file of checks registered it
 */
export function locationOf(id: string): SourceLocation | undefined {
  const frame = /\/(checks\/[^:?\s]+)\.([jt]s)\b[^:]*:(\d+):/.exec(stacks.get(id)?.stack ?? '');
  if (frame === null) return undefined;
  const [, path, type, line] = frame;
  const file = `conformance/${path}.ts`;
  return type === 'ts' ? { file, line: Number(line) } : { file };
}

const homes = [
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
    const folder = new URL(`../../checks/${home}/`, import.meta.url);
    const files = await readdir(folder, { recursive: true });
    for (const file of files.filter(holdsChecks).sort()) {
      await import(new URL(file, folder).href);
    }
  }
  return [...registeredChecks()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
