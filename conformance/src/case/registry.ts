import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Check } from './check.ts';

const checks = new Map<string, Check>();
/** The stack of the call that registered a check, by id. V8 formats it only if it is read. */
const stacks = new Map<string, Error>();

/** Two checks have the same id. */
class DuplicateCheckError extends Error {
  readonly code = 'duplicate-check';
  /** That of an internal error: the suite itself is wrong, not its use. */
  readonly exit = 70;
  readonly hint = "give the second one a case: verifies('…', { case: '…' }, async (judge) => …)";

  constructor(id: string, places: readonly (SourceLocation | undefined)[]) {
    const where = places.map((place) => (place === undefined ? '' : `\n  ${placeOf(place)}`));
    super(`two checks are called ${id}:${where.join('')}`);
    this.name = 'DuplicateCheckError';
  }
}

/**
 * Adds a check to the registry.
 *
 * @throws DuplicateCheckError (`duplicate-check`) if another check has the same id
 */
export function register(check: Check): void {
  const stack = new Error();
  if (checks.has(check.id))
    throw new DuplicateCheckError(check.id, [locationOf(check.id), locationIn(stack)]);
  checks.set(check.id, check);
  stacks.set(check.id, stack);
}

const placeOf = ({ file, line }: SourceLocation): string => (line === undefined ? file : `${file}:${line}`);

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
  const stack = stacks.get(id);
  return stack === undefined ? undefined : locationIn(stack);
}

function locationIn(stack: Error): SourceLocation | undefined {
  const frame = /\/(checks\/[^:?\s]+)\.([jt]s)\b[^:]*:(\d+):/.exec(stack.stack ?? '');
  if (frame === null) return undefined;
  const [, path, type, line] = frame;
  const file = `conformance/${path}.ts`;
  return type === 'ts' ? { file, line: Number(line) } : { file };
}

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
