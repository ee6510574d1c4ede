import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadChecks, locationOf } from '../judge/registry.ts';

/** A line of a file in the repository. */
export interface SourceLine {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Name of the mutant. */
  readonly name?: string;
}

type Lines = Readonly<Record<string, readonly SourceLine[]>>;

/** Where checks, guards, rules of a client and mutants are. */
export interface SourceLocations {
  /** By the id of the check. */
  readonly checks: Readonly<Record<string, SourceLine>>;
  /**
   * Guards of the reference server, by the id of their requirement. The self-test leaves out each of
   * them, which makes a mutant.
   */
  readonly guards: Lines;
  /** Rules of the reference client, of which the self-test leaves out each likewise. */
  readonly clientRules: Lines;
  /** Mutants written by hand, by the id of their requirement. */
  readonly mutants: Lines;
}

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Reads the table that was made with the bundle. Sources have none and are searched. */
export async function sourceLocations(): Promise<SourceLocations> {
  const table = join(import.meta.dirname, 'source-locations.json');
  if (existsSync(table)) return JSON.parse(readFileSync(table, 'utf8')) as SourceLocations;
  const checks: Record<string, SourceLine> = {};
  const stories = storyLines();
  for (const { id } of await loadChecks()) {
    const { file, line } = locationOf(id) ?? {};
    if (file === undefined || line === undefined) continue;
    const requirement = id.replace(/#.*/, '');
    checks[id] = (STORIES.test(file) && (stories[id] ?? stories[requirement])) || { file, line };
  }
  // Read as text, because neither the judge nor the command line may import rules or mutants.
  return {
    checks,
    guards: linesWithIds(['spec/{commands,administration}/**/rules.ts', 'spec/src/guards/*.ts'], QUOTED_ID),
    clientRules: linesWithIds(['spec/src/client-rules/*.ts'], QUOTED_ID),
    mutants: linesWithIds(
      ['conformance/checks/**/mutants.ts', 'conformance/test/self-test/{mutant*,faults/*}.ts'],
      MUTANT_ID,
    ),
  };
}

const QUOTED_ID = /'([a-z_-]+\/[a-z0-9-]+)'/g;
/** A requirement id and the name of a mutant after it. */
const MUTANT_ID = /'([a-z_-]+\/[a-z0-9-]+)'(?:,\s*'([^'/]+)')?/g;

/** The file that registers the checks of stories. */
const STORIES = /\/checks\/properties\/stories\.ts$/;

/** The lines of stories, by the ids of their checks, and of requirements that have none without a case. */
function storyLines(): Readonly<Record<string, SourceLine>> {
  const lines: Record<string, SourceLine> = {};
  for (const path of globSync('spec/**/*.md', {
    cwd: root,
    exclude: (name) => name === 'node_modules',
  })) {
    let requirement = '';
    for (const [index, text] of readFileSync(join(root, path), 'utf8').split('\n').entries()) {
      const [, id, story, name] = /^- \*\*(\S+)\*\* |^ +(Story)(?: \(([^)]+)\))?: /.exec(text) ?? [];
      requirement = id ?? requirement;
      const check = name === undefined ? requirement : `${requirement}#${name.replaceAll(' ', '-')}`;
      if (id !== undefined || story !== undefined)
        lines[check] = { file: path.replaceAll('\\', '/'), line: index + 1 };
    }
  }
  return lines;
}

/** The lines of files that quote a requirement id, by id. */
function linesWithIds(patterns: readonly string[], ids: RegExp): Lines {
  const linesById: Record<string, SourceLine[]> = {};
  for (const path of globSync(patterns, { cwd: root }).sort()) {
    if (path.endsWith('.test.ts')) continue;
    const text = readFileSync(join(root, path), 'utf8');
    for (const { 1: id = '', 2: name, index } of text.matchAll(ids)) {
      const line = text.slice(0, index).split('\n').length;
      linesById[id] ??= [];
      linesById[id].push({
        file: path.replaceAll('\\', '/'),
        line,
        ...(name === undefined ? {} : { name }),
      });
    }
  }
  return linesById;
}
