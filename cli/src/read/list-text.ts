import type { Page } from './render.ts';
import { kinds, type Topic } from './topic.ts';

const headings: Readonly<Record<Topic['kind'], string>> = {
  overview: 'Overview',
  chapter: 'Chapters',
  type: 'Types',
  certificate: 'Certificates',
  operation: 'Administration',
  command: 'Commands',
};

/** Formats the list of all topics, grouped by kind, one line each. */
export function listText(topics: readonly Topic[], { width }: Page): string {
  const widest = Math.max(...topics.map(({ name }) => name.length));
  const groups = kinds.map((kind) => {
    const lines = topics
      .filter((topic) => topic.kind === kind)
      .map(({ name, summary }) => cut(`  ${name.padEnd(widest)}  ${summary}`, width));
    return `${headings[kind]}\n${lines.join('\n')}`;
  });
  return `${groups.join('\n\n')}\n\nA requirement, a row or a section can be read too: parsec-spec read BOOT-09\n`;
}

const cut = (line: string, width: number): string =>
  line.length <= width ? line : `${line.slice(0, width - 1).trimEnd()}…`;
