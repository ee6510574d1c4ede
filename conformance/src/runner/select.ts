import { CodedError } from '@parsec-spec/spec/errors';
import type { Requirement } from '@parsec-spec/spec/requirements';
import picomatch from 'picomatch';
import type { Check } from '../judge/check.ts';
import { suggestPattern } from './suggest.ts';

/**
 * The names by which a check can be selected: its id, and ids, rows and sections of requirements.
 */
type Names = readonly string[];

/** The selection of checks: globs over ids, sections and rows. */
export interface Patterns {
  readonly only: readonly string[];
  readonly except: readonly string[];
}

/** The name by which the generated lives are selected. */
export const PROPERTIES = 'properties';

/** Whether the generated lives are selected. A pattern that names checks selects only these. */
export const selectsProperties = ({ only, except }: Patterns): boolean =>
  (only.length === 0 || only.includes(PROPERTIES)) && !except.includes(PROPERTIES);

/**
 * Selects checks by patterns, in their order; none if only the generated lives are selected. Throws `SelectionError`, with the nearest names, if a
 * pattern matches nothing or if no check is left.
 */
export function selectChecks(
  checks: readonly Check[],
  requirements: ReadonlyMap<string, Requirement>,
  given: Patterns,
): readonly Check[] {
  const isOther = (pattern: string) => pattern !== PROPERTIES;
  const patterns = { only: given.only.filter(isOther), except: given.except.filter(isOther) };
  if (given.only.length > 0 && patterns.only.length === 0) return [];
  const named = checks.map((check) => ({ check, names: namesOf(check, requirements) }));
  const all = [...new Set(named.flatMap(({ names }) => names))];
  for (const pattern of [...patterns.only, ...patterns.except]) {
    if (pattern === '' || !all.some(nameMatcher(pattern))) throw unmatched(pattern, all);
  }
  const matches = ({ names }: { names: Names }, list: readonly string[]) =>
    list.some((pattern) => names.some(nameMatcher(pattern)));
  const selected = named.filter(
    (entry) =>
      (patterns.only.length === 0 || matches(entry, patterns.only)) && !matches(entry, patterns.except),
  );
  if (selected.length === 0)
    throw new SelectionError(
      'no check is left to run',
      'loosen --only or --except; `parsec-spec list` shows all checks',
    );
  return selected.map(({ check }) => check);
}

function namesOf(check: Check, requirements: ReadonlyMap<string, Requirement>): Names {
  const ownRequirements = check.requirements.flatMap((id) => requirements.get(id) ?? []);
  return [check.id, ...check.requirements, ...ownRequirements.flatMap(({ row, section }) => [row, section])];
}

/**
 * Makes a function that tests whether a glob matches a name. Ids are case-sensitive, rows and
 * sections are not.
 *
 * @param pattern - `*` matches within one segment of an id, `**` also across segments.
 * @example
 *   nameMatcher('user_create/*')('user_create/author-is-admin'); // true
 *   nameMatcher('greet-13')('GREET-13'); // true
 */
export function nameMatcher(pattern: string): (name: string) => boolean {
  const match = picomatch(pattern, { dot: true, nonegate: true, noextglob: true });
  const upper = picomatch(pattern.toUpperCase(), { nonegate: true, noextglob: true });
  return (name) => name === pattern || match(name) || (/^[A-Z]/.test(name) && upper(name));
}

function unmatched(pattern: string, all: Names): SelectionError {
  return new SelectionError(
    `the pattern \`${pattern}\` matches no check for this target`,
    suggestPattern(pattern, all, '`parsec-spec list` shows all checks'),
  );
}

/** No check is selected: a pattern matches nothing, or all matching checks are excluded. */
export class SelectionError extends CodedError<'nothing-selected'> {
  constructor(message: string, hint: string) {
    super('nothing-selected', message, { hint });
  }
}
