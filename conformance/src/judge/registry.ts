import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { CodedError } from '@parsec-spec/spec/errors';
import { requirements } from '@parsec-spec/spec/requirements';
import type { Check } from './check.ts';

const checks = new Map<string, Check>();
/** The stack of the call that registered a check, by id. V8 formats it only if it is read. */
const stacks = new Map<string, Error>();

/**
 * A file of checks is wrong: `duplicate-check` if two checks have one id, `unknown-requirement` if a
 * check names none of the specification.
 */
class CheckError extends CodedError<'duplicate-check' | 'unknown-requirement'> {
  constructor(code: CheckError['code'], message: string, hint: string) {
    super(code, message, { hint });
  }
}

const requirementIds: ReadonlySet<string> = new Set(requirements.map(({ id }) => id));

/**
 * Adds a check to the registry.
 *
 * @throws CheckError (`duplicate-check`) if another check has the same id, or
 *   (`unknown-requirement`) if the specification lacks one of its requirements
 */
export function register(check: Check): void {
  const stack = new Error();
  const unknown = check.requirements.find((id) => !requirementIds.has(id));
  if (unknown !== undefined)
    throw new CheckError(
      'unknown-requirement',
      `${placeOf(locationIn(stack))}: there is no requirement ${unknown}`,
      '`parsec-spec list` shows all; a new one needs `npm run generate`',
    );
  if (checks.has(check.id))
    throw new CheckError(
      'duplicate-check',
      `two checks are called ${check.id}:\n  ${placeOf(locationOf(check.id))}\n  ${placeOf(locationIn(stack))}`,
      "give the second one a case: verifies('…', { case: '…' }, async (judge) => …)",
    );
  checks.set(check.id, check);
  stacks.set(check.id, stack);
}

/** The registered check with this id; undefined before its file was imported. */
export const checkNamed = (id: string): Check | undefined => checks.get(id);

const placeOf = (place: SourceLocation | undefined): string =>
  place === undefined ? 'a check' : place.line === undefined ? place.file : `${place.file}:${place.line}`;

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
  return [...checks.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
