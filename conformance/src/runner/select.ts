import type { Requirement } from '@parsec-spec/spec/requirements';
import picomatch from 'picomatch';
import type { Check } from '../case/check.ts';
import { suggest } from './suggest.ts';

/**
 * All names by which a check can be selected: its id, and its requirements' ids, rows and sections.
 */
type Names = readonly string[];

/** The selection of checks: globs over ids, sections and rows. */
export interface Patterns {
  readonly only: readonly string[];
  readonly except: readonly string[];
}

/**
 * The checks that the patterns select, in their order.
 *
 * `*` stays within a segment of an id, `**` does not. Throws `SelectionError`, with the nearest
 * names, if a pattern matches nothing or if no check is left.
 */
export function selectChecks(
  checks: readonly Check[],
  requirements: ReadonlyMap<string, Requirement>,
  patterns: Patterns,
): readonly Check[] {
  const named = checks.map((check) => ({ check, names: namesOf(check, requirements) }));
  const all = [...new Set(named.flatMap(({ names }) => names))];
  for (const pattern of [...patterns.only, ...patterns.except]) {
    if (pattern === '' || !all.some(nameMatcher(pattern))) throw unmatched(pattern, all);
  }
  const asked = ({ names }: { names: Names }, list: readonly string[]) =>
    list.some((pattern) => names.some(nameMatcher(pattern)));
  const left = named.filter(
    (entry) => (patterns.only.length === 0 || asked(entry, patterns.only)) && !asked(entry, patterns.except),
  );
  if (left.length === 0)
    throw new SelectionError(
      'no check is left to run',
      'loosen --only or --except; `parsec-spec list` shows what there is',
    );
  return left.map(({ check }) => check);
}

function namesOf(check: Check, requirements: ReadonlyMap<string, Requirement>): Names {
  const known = check.requirements.flatMap((id) => requirements.get(id) ?? []);
  return [check.id, ...check.requirements, ...known.flatMap(({ row, section }) => [row, section])];
}

/** Whether a glob matches a name. Ids are case-sensitive, rows and sections are not. */
export function nameMatcher(pattern: string): (name: string) => boolean {
  const match = picomatch(pattern, { dot: true, nonegate: true, noextglob: true });
  const upper = picomatch(pattern.toUpperCase(), { nonegate: true, noextglob: true });
  return (name) => name === pattern || match(name) || (/^[A-Z]/.test(name) && upper(name));
}

function unmatched(pattern: string, all: Names): SelectionError {
  return new SelectionError(
    `the pattern \`${pattern}\` matches no check for this target`,
    suggest(pattern, all),
  );
}

/** No check to run: a pattern matches nothing, or the patterns leave no check. */
export class SelectionError extends Error {
  readonly code = 'nothing-selected';
  readonly exit = 3;
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.name = 'SelectionError';
    this.hint = hint;
  }
}
