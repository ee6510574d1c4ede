import pc from 'picocolors';
import { type Page, wrap } from './render.ts';
import type { Hit } from './search.ts';
import { type Topic, kinds } from './topics.ts';

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

/** Formats the hits of a search, the best first. */
export function hitsText(words: string, hits: readonly Hit[], { width, color }: Page): string {
  const { bold, dim } = pc.createColors(color);
  const blocks = hits.map(({ topic, kind, heading, excerpt }) => {
    const where = heading === topic ? '' : ` › ${heading}`;
    return `${bold(topic)}${where} ${dim(`(${kind})`)}\n${wrap(`    ${excerpt}`, width)}`;
  });
  const many = `${hits.length} passages match ${JSON.stringify(words)}`;
  return `${blocks.join('\n')}\n\n${dim(`${many}; parsec-spec read NAME shows the whole text.`)}\n`;
}
