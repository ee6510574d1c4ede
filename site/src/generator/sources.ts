import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CodedError } from '@parsec-spec/spec/errors';

/** The root of the repository. */
export const root = join(import.meta.dirname, '..', '..', '..');

/** A text of the repository that becomes a page. */
export interface Source {
  /** Path of the file in the repository, with `/`. */
  readonly file: string;
  /** Folder of the page in the site; empty for the first page. */
  readonly address: string;
  /** The heading of the group in the navigation. */
  readonly group: string;
  readonly markdown: string;
}

/** A text of the specification that cannot become a page. */
export class BrokenText extends CodedError<'broken-text'> {
  /** @param place - index of the problem in the text; a negative one stands for the first line */
  constructor(file: string, text: string, place: number, problem: string) {
    const line = text.slice(0, Math.max(0, place)).split('\n').length;
    super('broken-text', `${file}:${line}: ${problem}`);
  }
}

/** The chapters to read first. */
const FIRST = ['who-knows-what', 'lost-keys', 'glossary'];

/** Groups of the navigation in their order: name, folder of the pages, glob patterns of the texts. */
const groups: readonly (readonly [group: string, folder: string, ...patterns: string[]])[] = [
  ['Overview', '', 'spec/README.md'],
  ['First steps', 'protocol', ...FIRST.map((name) => `spec/protocol/${name}.md`)],
  ['Chapters', 'protocol', 'spec/protocol/*.md'],
  ['Commands', 'commands', 'spec/commands/**/README.md'],
  ['Administration', 'administration', 'spec/administration/*/README.md'],
  ['Certificates', 'certificates', 'spec/certificates/*/README.md'],
  ['Payloads', 'payloads', 'spec/payloads/*/README.md'],
  ['Types', 'types', 'spec/types/README.md', 'spec/types/*.json'],
  [
    'Guides',
    'docs',
    'docs/*.md',
    'conformance/{clients/CONTRACT,COVERAGE,MISBEHAVIOURS}.md',
    'CONTRIBUTING.md',
  ],
];

/**
 * Reads all texts of the site.
 *
 * @throws BrokenText for a schema that is no JSON
 */
export function readSources(from: string): readonly Source[] {
  const grouped = new Set<string>();
  return groups.flatMap(([group, folder, ...patterns]) => {
    const files = patterns.flatMap((pattern) => globSync(pattern, { cwd: from }).sort());
    return files.flatMap((path) => {
      const file = path.replaceAll('\\', '/');
      if (grouped.has(file)) return [];
      grouped.add(file);
      const text = readFileSync(join(from, file), 'utf8');
      const name = basename(file) === 'README.md' ? basename(dirname(file)) : basename(file).split('.')[0];
      const address = folder === '' || name === folder ? folder : `${folder}/${name}`;
      return [{ file, address, group, markdown: file.endsWith('.json') ? typeMarkdown(file, text) : text }];
    });
  });
}

function typeMarkdown(file: string, json: string): string {
  try {
    const { title, description = '' } = JSON.parse(json) as { title: string; description?: string };
    return `# ${title}\n\n${description}\n\n## Schema\n\n\`\`\`json\n${json.trim()}\n\`\`\`\n`;
  } catch (error) {
    const { message } = error as Error;
    const [, place = json.trimEnd().length] = /at position (\d+)/.exec(message) ?? [];
    throw new BrokenText(file, json, Number(place), message);
  }
}
