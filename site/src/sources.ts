import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CodedError } from '@parsec-spec/spec/errors';

/** The root of the repository. */
export const root = join(import.meta.dirname, '..', '..');

/** A text of the repository that becomes a page. */
export interface Source {
  /** Path of the file in the repository, with `/`. */
  readonly file: string;
  /** Folder of the page in the site; empty for the first page. */
  readonly address: string;
  /** The heading of the group in the navigation. */
  readonly group: string;
  readonly name: string;
  readonly markdown: string;
}

/** A text of the specification that cannot become a page. */
export class BrokenText extends CodedError<'broken-text'> {
  /** @param below - lines from the start of `part` to the problem */
  constructor(file: string, markdown: string, part: string, problem: string, below = 0) {
    const at = markdown.indexOf(part);
    const line = at < 0 ? 1 : markdown.slice(0, at).split('\n').length + below;
    super('broken-text', `${file}:${line}: ${problem}`);
  }
}

/** Glob patterns of the texts, in the order of the navigation, with the folder of their pages. */
const groups: readonly { group: string; folder: string; patterns: readonly string[] }[] = [
  { group: 'Overview', folder: '', patterns: ['spec/README.md'] },
  {
    group: 'First steps',
    folder: 'protocol',
    patterns: ['who-knows-what', 'lost-keys', 'glossary'].map((name) => `spec/protocol/${name}.md`),
  },
  { group: 'Chapters', folder: 'protocol', patterns: ['spec/protocol/*.md'] },
  { group: 'Commands', folder: 'commands', patterns: ['spec/commands/**/README.md'] },
  { group: 'Administration', folder: 'administration', patterns: ['spec/administration/*/README.md'] },
  { group: 'Certificates', folder: 'certificates', patterns: ['spec/certificates/*/README.md'] },
  { group: 'Types', folder: 'types', patterns: ['spec/types/README.md', 'spec/types/*.json'] },
  {
    group: 'Guides',
    folder: 'docs',
    patterns: [
      'docs/*.md',
      'conformance/clients/CONTRACT.md',
      'conformance/COVERAGE.md',
      'conformance/MISBEHAVIOURS.md',
      'CONTRIBUTING.md',
    ],
  },
];

/**
 * Reads all texts of the site.
 *
 * @throws BrokenText for a schema that is no JSON
 */
export function readSources(from: string): readonly Source[] {
  const grouped = new Set<string>();
  return groups.flatMap(({ group, folder, patterns }) => {
    const files = patterns.flatMap((pattern) => globSync(pattern, { cwd: from }).sort());
    const own = [...new Set(files)].filter((file) => !grouped.has(file));
    for (const file of own) grouped.add(file);
    return own.map((path) => {
      const file = path.replaceAll('\\', '/');
      const text = readFileSync(join(from, file), 'utf8');
      const name = nameOf(file);
      return {
        file,
        group,
        name: folder === '' ? 'overview' : name,
        address: folder === '' ? '' : name === folder ? folder : `${folder}/${name}`,
        markdown: file.endsWith('.json') ? typeMarkdown(file, text) : text,
      };
    });
  });
}

const nameOf = (file: string): string =>
  basename(file) === 'README.md' ? basename(dirname(file)) : basename(file).replace(/\.(md|json)$/, '');

function typeMarkdown(file: string, json: string): string {
  const { title, description } = parsed(file, json);
  return `# ${title}\n\n${description ?? ''}\n\n## Schema\n\n\`\`\`json\n${json.trim()}\n\`\`\`\n`;
}

function parsed(file: string, json: string): { readonly title: string; readonly description?: string } {
  try {
    return JSON.parse(json);
  } catch (error) {
    const { message } = error as Error;
    const [, place = json.trimEnd().length] = /at position (\d+)/.exec(message) ?? [];
    throw new BrokenText(file, json, json.slice(0, Number(place)), message, lines(json, Number(place)));
  }
}

const lines = (text: string, place: number): number => text.slice(0, place).split('\n').length - 1;
