import type { Topic } from './topic.ts';

/** A passage under one heading, which the search indexes. */
export interface Section {
  readonly id: string;
  readonly topic: string;
  readonly kind: Topic['kind'] | 'requirement';
  readonly heading: string;
  readonly text: string;
}

/** Splits the topics at their headings. Each requirement line becomes a separate passage. */
export function sectionsOf(topics: readonly Topic[]): readonly Section[] {
  return topics.flatMap(({ name, kind, markdown }) => {
    const sections: Section[] = [];
    for (const part of markdown.split(/^(?=#{1,3} )/m)) {
      const heading = /^#+ (.*)/.exec(part)?.[1] ?? name;
      const lines = part.split('\n').slice(1);
      const rules = lines.filter((line) => line.startsWith('- **'));
      const text = lines.filter((line) => !line.startsWith('- **')).join(' ');
      sections.push({ id: `${name}#${sections.length}`, topic: name, kind, heading, text: bare(text) });
      for (const rule of kind === 'type' ? [] : rules) {
        const id = /^- \*\*([^*]+)\*\*/.exec(rule)?.[1];
        if (id === undefined || !id.includes('/')) continue;
        sections.push({
          id,
          topic: id,
          kind: 'requirement',
          heading: id,
          text: bare(rule.slice(id.length + 6)),
        });
      }
    }
    return sections.filter(({ text }) => text !== '');
  });
}

// Removes Markdown marks, comments and the rules of tables.
const bare = (text: string): string =>
  text
    .replace(/<!--.*?-->/g, ' ')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/\|?(:?-{3,}:?\|)+/g, ' ')
    .replace(/```(json (request|reply|event))?|\|/g, ' ')
    .replace(/[`*]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
