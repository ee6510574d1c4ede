import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

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

/** Glob patterns of the texts, in the order of the navigation, with the folder of their pages. */
const groups: readonly { group: string; folder: string; patterns: readonly string[] }[] = [
  { group: 'Overview', folder: '', patterns: ['spec/README.md'] },
  { group: 'Chapters', folder: 'protocol', patterns: ['spec/protocol/*.md'] },
  { group: 'Commands', folder: 'commands', patterns: ['spec/commands/**/README.md'] },
  { group: 'Administration', folder: 'administration', patterns: ['spec/administration/*/README.md'] },
  { group: 'Certificates', folder: 'certificates', patterns: ['spec/certificates/*/README.md'] },
  { group: 'Types', folder: 'types', patterns: ['spec/types/README.md', 'spec/types/*.json'] },
  {
    group: 'Guides',
    folder: 'docs',
    patterns: ['docs/*.md', 'conformance/clients/CONTRACT.md', 'conformance/COVERAGE.md', 'CONTRIBUTING.md'],
  },
];

/** Reads all texts of the site. */
export function readSources(): readonly Source[] {
  return groups.flatMap(({ group, folder, patterns }) => {
    const files = patterns.flatMap((pattern) => globSync(pattern, { cwd: root }).sort());
    return [...new Set(files)].map((path) => {
      const file = path.replaceAll('\\', '/');
      const text = readFileSync(join(root, file), 'utf8');
      const name = nameOf(file);
      return {
        file,
        group,
        name: folder === '' ? 'overview' : name,
        address: folder === '' ? '' : name === folder ? folder : `${folder}/${name}`,
        markdown: file.endsWith('.json') ? typeMarkdown(text) : text,
      };
    });
  });
}

const nameOf = (file: string): string =>
  basename(file) === 'README.md' ? basename(dirname(file)) : basename(file).replace(/\.(md|json)$/, '');

function typeMarkdown(json: string): string {
  const { title, description } = JSON.parse(json) as { title: string; description?: string };
  return `# ${title}\n\n${description ?? ''}\n\n## Schema\n\n\`\`\`json\n${json.trim()}\n\`\`\`\n`;
}
