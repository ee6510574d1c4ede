import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Requirement, requirements, sections } from '@parsec-spec/spec/requirements';

/** A topic of the specification. */
export interface Topic {
  /** Its wire name, chapter or schema. */
  readonly name: string;
  readonly kind: 'overview' | 'chapter' | 'command' | 'operation' | 'certificate' | 'type';
  /** First sentence. */
  readonly summary: string;
  readonly markdown: string;
}

const kinds = ['overview', 'chapter', 'type', 'certificate', 'operation', 'command'] as const;

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

interface TypeSchema {
  readonly title: string;
  readonly description?: string;
}

/** Formats a type of the protocol as Markdown: its description, schema and requirement lines. */
function typeMarkdown(name: string, json: string): string {
  const schema = JSON.parse(json) as TypeSchema;
  const lines = requirements.filter(({ id }) => id.startsWith(`types/${name}`)).map(requirementLine);
  return [
    `# ${name}`,
    schema.description ?? `The type ${schema.title}.`,
    `## Schema\n\n\`\`\`json\n${json.trim()}\n\`\`\``,
    ...(lines.length === 0 ? [] : [`## Requirements\n\n${lines.join('\n')}`]),
    'All types and their encoding: `read types`.',
  ].join('\n\n');
}

/** Formats a requirement as in its README: its line, and its reason below. */
function requirementLine(requirement: Requirement): string {
  const { id, level, sentence, row, underTest, testable, reason, supersededBy, why } = requirement;
  const notes = [
    ...(testable ? [] : [` (not testable: ${reason})`]),
    ...(supersededBy === undefined ? [] : [` (superseded by ${supersededBy})`]),
  ];
  return `- **${id}** ${level} ${sentence} (${row}, ${underTest})${notes.join('')}${why === undefined ? '' : `\n  Why: ${why}`}`;
}

/** Formats requirements as Markdown, with references to their chapters. */
function requirementsMarkdown(title: string, asked: readonly Requirement[], purpose?: string): string {
  const homes = [...new Set(asked.map(({ id }) => id.slice(0, id.indexOf('/'))))];
  return [
    `# ${title}`,
    ...(purpose === undefined ? [] : [purpose]),
    asked.map(requirementLine).join('\n'),
    `Described in ${homes.map((home) => `\`read ${home}\``).join(', ')}; how it is tested: \`explain ${asked[0]?.id}\`.`,
  ].join('\n\n');
}

/** A found topic: its prose and its requirement lines. */
interface Found {
  readonly name: string;
  readonly kind: Topic['kind'] | 'requirement' | 'row' | 'section';
  readonly markdown: string;
  readonly requirements: readonly Requirement[];
}

/**
 * Finds a topic by its name, or requirements by id, row or section, ignoring case; undefined if
 * there is none.
 */
export function findTopic(name: string, topics: readonly Topic[]): Found | undefined {
  const plainName = plain(name);
  const topic = topics.find((candidate) => plain(candidate.name) === plainName);
  if (topic !== undefined) {
    const prefix = topic.kind === 'type' ? `types/${topic.name}` : `${topic.name}/`;
    return { ...topic, requirements: requirements.filter(({ id }) => id.startsWith(prefix)) };
  }
  for (const [kind, key] of [
    ['requirement', 'id'],
    ['row', 'row'],
    ['section', 'section'],
  ] as const) {
    const matching = requirements.filter((requirement) => plain(requirement[key]) === plainName);
    const [first] = matching;
    if (first === undefined) continue;
    const title = first[key];
    const purpose = kind === 'section' ? sections[title]?.purpose : undefined;
    return {
      name: title,
      kind,
      markdown: requirementsMarkdown(title, matching, purpose),
      requirements: matching,
    };
  }
  return undefined;
}

/** A topic without the reasons of its requirements. */
export const withoutReasons = (topic: Found): Found => ({
  ...topic,
  markdown: topic.markdown.replace(/^ {2}Why: .*\n?|^\n {2}Story.*\n(?:\n(?=- ))?/gm, ''),
  requirements: topic.requirements.map(({ why: _, stories: __, ...requirement }) => requirement),
});

/** The names of everything that can be read. */
export const allNames = (topics: readonly Topic[]): readonly string[] => [
  ...new Set([
    ...topics.map(({ name }) => name),
    ...requirements.flatMap(({ id, row, section }) => [id, row, section]),
  ]),
];

// Case, `-` and `_` do not matter; schemas have titles like OrganizationId.
const plain = (name: string): string => name.toLowerCase().replace(/[-_\s]|\.md$/g, '');
