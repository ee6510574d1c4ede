import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kinds, type Topic } from './topic.ts';
import { typeMarkdown } from './type-markdown.ts';

// The package exports requirements.json; the prose is in the same folder.
const root = dirname(fileURLToPath(import.meta.resolve('@parsec-spec/spec/requirements.json')));

const PATTERNS: Readonly<Record<Topic['kind'], string>> = {
  overview: 'README.md',
  chapter: '{protocol/*,types/README}.md',
  type: 'types/*.json',
  certificate: 'certificates/*/README.md',
  operation: 'administration/*/README.md',
  command: 'commands/**/README.md',
};

/** Reads all topics of the specification, grouped by kind. */
export function topics(): readonly Topic[] {
  return kinds.flatMap((kind) =>
    globSync(PATTERNS[kind], { cwd: root })
      .map((path) => topicAt(kind, path.replaceAll('\\', '/')))
      .sort((left, right) => (left.name < right.name ? -1 : 1)),
  );
}

function topicAt(kind: Topic['kind'], path: string): Topic {
  const text = readFileSync(join(root, path), 'utf8');
  const markdown = kind === 'type' ? typeMarkdown(nameOf(path), text) : text;
  return {
    name: kind === 'overview' ? 'overview' : nameOf(path),
    kind,
    summary: firstSentence(markdown),
    markdown,
  };
}

const nameOf = (path: string): string =>
  path.endsWith('/README.md') ? basename(dirname(path)) : basename(path).replace(/\.(md|json)$/, '');

function firstSentence(markdown: string): string {
  const paragraph = markdown.split(/\n\n+/).find((block) => /^[^#|<\s-]/.test(block)) ?? '';
  const text = paragraph.replaceAll('\n', ' ').replace(/\[([^\]]+)\]\([^)]*\)/g, '$1');
  return (/^.*?\.(?= |$)/.exec(text)?.[0] ?? text).trim();
}
