import { type Requirement, requirements } from '@parsec-spec/spec/requirements';
import { requirementsMarkdown } from './requirement-markdown.ts';
import type { Topic } from './topic.ts';

/** A found topic: its prose and its requirement lines. */
export interface Found {
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
  const wanted = plain(name);
  const topic = topics.find((candidate) => plain(candidate.name) === wanted);
  if (topic !== undefined) {
    const prefix = topic.kind === 'type' ? `types/${topic.name}` : `${topic.name}/`;
    return { ...topic, requirements: requirements.filter(({ id }) => id.startsWith(prefix)) };
  }
  for (const [kind, key] of [
    ['requirement', 'id'],
    ['row', 'row'],
    ['section', 'section'],
  ] as const) {
    const asked = requirements.filter((requirement) => plain(requirement[key]) === wanted);
    const [first] = asked;
    if (first === undefined) continue;
    const title = first[key];
    return { name: title, kind, markdown: requirementsMarkdown(title, asked), requirements: asked };
  }
  return undefined;
}

/** The names of everything that can be read. */
export const allNames = (topics: readonly Topic[]): readonly string[] => [
  ...new Set([
    ...topics.map(({ name }) => name),
    ...requirements.flatMap(({ id, row, section }) => [id, row, section]),
  ]),
];

// Case, `-` and `_` do not matter; schemas have titles like OrganizationId.
const plain = (name: string): string => name.toLowerCase().replace(/[-_\s]|\.md$/g, '');
