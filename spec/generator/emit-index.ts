import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Requirement } from '../src/requirements/requirement.ts';
import { homeOf, sourcePaths } from './source-files.ts';

const parts = [
  { heading: 'Chapters', pattern: 'protocol/*.md' },
  { heading: 'Types', pattern: 'types/README.md' },
  { heading: 'Certificates', pattern: 'certificates/*/README.md' },
  { heading: 'Administration', pattern: 'administration/*/README.md' },
  { heading: 'Commands', pattern: 'commands/**/README.md' },
] as const;

/**
 * Emits the index of the specification: every chapter and folder, its first sentence, and its
 * number of requirement lines.
 */
export function emitIndex(root: string, requirements: readonly Requirement[]): string {
  return parts
    .map(({ heading, pattern }) => {
      const rows = sourcePaths(root, pattern)
        .map((path) => rowOf(root, path, requirements))
        .sort((left, right) => (left.name < right.name ? -1 : 1));
      const family = heading === 'Commands' ? [' family |', '---|'] : ['', ''];
      return [
        `### ${heading}`,
        '',
        `| name | content | requirements |${family[0]}`,
        `|---|---|--:|${family[1]}`,
        ...rows.map(({ line }) => line),
      ].join('\n');
    })
    .join('\n\n');
}

interface Row {
  readonly name: string;
  readonly line: string;
}

function rowOf(root: string, path: string, requirements: readonly Requirement[]): Row {
  const name = homeOf(path);
  const count = requirements.filter(({ id }) => id.startsWith(`${name}/`)).length;
  const about = firstSentence(readFileSync(join(root, path), 'utf8'));
  const line = `| [${name}](${path}) | ${about} | ${count} |${placeOf(root, path)}`;
  return { name, line };
}

/**
 * The families of a command, and whether it is served: a folder without a schema only describes a
 * command.
 */
function placeOf(root: string, path: string): string {
  if (!path.startsWith('commands/')) return '';
  const own = path.split('/')[1] ?? '';
  const folder = join(root, dirname(path));
  const schema = join(folder, 'schema.json');
  if (!existsSync(schema)) return ` ${own}, not served yet |`;
  // `events_listen` is a stream and not a call, so it has no command rules.
  if (!existsSync(join(folder, 'rules.ts'))) return ` ${own}, as a stream |`;
  const { families = [own] } = JSON.parse(readFileSync(schema, 'utf8')) as { families?: readonly string[] };
  return ` ${families.join(', ')} |`;
}

/** The first sentence under the title, with links reduced to their text. */
function firstSentence(markdown: string): string {
  const paragraph = markdown.split(/\n\n+/).find((block) => /^[^#|<`-]/.test(block) || block.startsWith('`'));
  const text = (paragraph ?? '').replaceAll('\n', ' ').replace(/\[([^\]]+)\]\([^)]*\)/g, '$1');
  return (/^.*?[.](?= |$)/.exec(text)?.[0] ?? text).trim().replaceAll('|', '\\|');
}
