import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SourceLocation } from '@parsec-spec/conformance/case';
import type { Requirement } from '@parsec-spec/spec/requirements';

/** Where the guards, the rules of a client and the mutants of a requirement are. */
export interface RequirementLocations {
  /** Guards of the reference server. The self-test leaves out each of them, which makes a mutant. */
  readonly guards: readonly SourceLocation[];
  /** Rules of the reference client, of which the self-test leaves out each likewise. */
  readonly clientRules: readonly SourceLocation[];
  /** Mutants written by hand. Undefined in a built package, which has none. */
  readonly mutants: readonly SourceLocation[] | undefined;
}

/**
 * Finds guards, rules and mutants by the id of their requirement. They are read as text, because neither
 * the judge nor the command line may import rules or mutants.
 */
export function requirementLocations(): (requirement: Requirement) => RequirementLocations {
  const guards = idsIn('@parsec-spec/spec/codec', 'spec', [
    '{commands,administration}/**/rules.{ts,js}',
    'src/guards/*.{ts,js}',
  ]);
  const clientRules = idsIn('@parsec-spec/spec/codec', 'spec', ['src/client-rules/*.{ts,js}']);
  const mutants = idsIn('@parsec-spec/conformance/case', 'conformance', [
    'checks/**/mutants.ts',
    'test/self-test/{mutant*,faults/*}.ts',
  ]);
  return ({ id }) => ({
    guards: guards.get(id) ?? [],
    clientRules: clientRules.get(id) ?? [],
    mutants: mutants.size === 0 ? undefined : (mutants.get(id) ?? []),
  });
}

const QUOTED_ID = /'([a-z_-]+\/[a-z0-9-]+)'/g;

/**
 * Each quoted requirement id in files of a package, from sources or built.
 *
 * @param subpath a module `src/NAME/index` of the package
 * @param folder the folder of the package in the repository
 */
function idsIn(
  subpath: string,
  folder: string,
  patterns: readonly string[],
): ReadonlyMap<string, readonly SourceLocation[]> {
  const locationsByName = new Map<string, SourceLocation[]>();
  const root = fileURLToPath(new URL('../../', import.meta.resolve(subpath)));
  for (const path of globSync(patterns, { cwd: root }).sort()) {
    if (/\.(d|test)\.ts$/.test(path)) continue;
    const file = `${folder}/${path.replaceAll('\\', '/').replace(/\.js$/, '.ts')}`;
    const lines = readFileSync(join(root, path), 'utf8').split('\n');
    for (const [index, line] of lines.entries())
      for (const [, id = ''] of line.matchAll(QUOTED_ID)) {
        const locations = locationsByName.get(id) ?? [];
        locations.push(path.endsWith('.ts') ? { file, line: index + 1 } : { file });
        locationsByName.set(id, locations);
      }
  }
  return locationsByName;
}

/** A location as text: `FILE:LINE`, which editors and terminals open. */
export const locationText = ({ file, line }: SourceLocation): string =>
  line === undefined ? `${file} (in the repository)` : `${file}:${line}`;
