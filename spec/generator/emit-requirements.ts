import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRequirements } from '../src/requirements/parse-requirements.ts';
import type { Requirement } from '../src/requirements/requirement.ts';
import { homeOf, SourceError, sourcePaths } from './source-files.ts';

/** Every requirement line of every README and chapter, in reading order. */
export function readRequirements(root: string): Requirement[] {
  const files = [
    'protocol/*.md',
    'types/README.md',
    'certificates/*/README.md',
    'administration/*/README.md',
    'commands/**/README.md',
  ];
  const paths = files.flatMap((pattern) => sourcePaths(root, pattern));
  const lines = paths.flatMap((path) =>
    parseRequirements(readFileSync(join(root, path), 'utf8'), homeOf(path), `spec/${path}`).map((read) => ({
      ...read,
      place: `spec/${path}:${read.line}`,
    })),
  );
  const places = new Map<string, string>();
  for (const { id, place } of lines) {
    const first = places.get(id);
    if (first !== undefined) throw new SourceError(`${place}: the requirement ${id} is already at ${first}`);
    places.set(id, place);
  }
  return lines.map(({ line: _line, place: _place, ...published }) => published);
}

/** Emits the list as a module, typed by a union of all ids. */
export function emitRequirements(requirements: readonly Requirement[]): string {
  return [
    "import type { Requirement } from '../requirements/requirement.ts';",
    '',
    '/** Every requirement id. Permanent: a retired one stays listed with its successor. */',
    'export type RequirementId =',
    ...requirements.map(({ id }) => `  | '${id}'`),
    '  ;',
    '',
    '/** Every requirement line of the specification, in reading order. */',
    'export const requirements: readonly (Requirement & { readonly id: RequirementId })[] = [',
    ...requirements.map((requirement) => `  ${JSON.stringify(requirement)},`),
    '];',
    '',
  ].join('\n');
}
