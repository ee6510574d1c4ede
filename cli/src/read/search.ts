import { passageSearch, type SearchedPassage, synonymsIn } from '@parsec-spec/spec/search';
import MiniSearch from 'minisearch';
import type { Topic } from './topics.ts';

/** A passage that a search found. */
export interface Hit {
  readonly topic: string;
  readonly kind: Section['kind'];
  readonly heading: string;
  readonly excerpt: string;
  readonly score: number;
}

const MAX_HITS = 15;

/**
 * Finds passages of the specification, the best first. Words may be incomplete or slightly
 * misspelt.
 */
export function search(words: string, topics: readonly Topic[]): readonly Hit[] {
  const glossary = topics.find(({ name }) => name === 'glossary')?.markdown ?? '';
  const find = passageSearch(sectionsOf(topics), {
    index: (options) => new MiniSearch(options),
    synonyms: synonymsIn(glossary),
    // A reader looks for an explanation first.
    weightOf: ({ kind }) => (kind === 'requirement' ? 0.6 : 1),
  });
  return find(words)
    .slice(0, MAX_HITS)
    .map(({ topic, kind, heading, text, score, match }) => ({
      topic,
      kind,
      heading,
      excerpt: excerpt(text, Object.keys(match)),
      score: Number(score.toFixed(2)),
    }));
}

/** About 160 characters around the first word that was found. */
function excerpt(text: string, terms: readonly string[]): string {
  const lower = text.toLowerCase();
  const places = terms.map((term) => lower.indexOf(term)).filter((at) => at >= 0);
  const at = places.length === 0 ? 0 : Math.min(...places);
  const from = at <= 60 ? 0 : text.indexOf(' ', at - 60) + 1;
  const end = text.length <= from + 160 ? text.length : text.lastIndexOf(' ', from + 160);
  return `${from > 0 ? '… ' : ''}${text.slice(from, end)}${end < text.length ? ' …' : ''}`;
}

/** A passage under one heading. */
interface Section extends SearchedPassage {
  readonly topic: string;
  readonly kind: Topic['kind'] | 'requirement';
  readonly heading: string;
}

/** Splits the topics at their headings. Each requirement line becomes a separate passage. */
function sectionsOf(topics: readonly Topic[]): readonly Section[] {
  return topics.flatMap(({ name, kind, markdown }) => {
    const sections: Section[] = [];
    for (const part of markdown.split(/^(?=#{1,3} )/m)) {
      if (synonymsIn(part).length > 0) continue;
      const heading = /^#+ (.*)/.exec(part)?.[1] ?? name;
      // A requirement line and the reason below it are one passage.
      const lines = part.replaceAll('\n  Why: ', ' Why: ').split('\n').slice(1);
      const rules = lines.filter((line) => line.startsWith('- **'));
      const text = lines.filter((line) => !line.startsWith('- **')).join(' ');
      const title = heading === name ? name : `${name}: ${heading}`;
      sections.push({ topic: name, kind, title, heading, text: bare(text) });
      for (const rule of kind === 'type' ? [] : rules) {
        const id = /^- \*\*([^*]+)\*\*/.exec(rule)?.[1];
        if (id === undefined || !id.includes('/')) continue;
        sections.push({
          title: id,
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

/**
 * Suggests up to three names: those with a similar word first, then those that are similar as a
 * whole. Returns none if no name is close.
 */
export async function suggest(asked: string, names: readonly string[]): Promise<readonly string[]> {
  // The judge is loaded only after a typing error.
  const { nearest } = await import('@parsec-spec/conformance/runner');
  const index = new MiniSearch<{ name: string }>({
    idField: 'name',
    fields: ['name'],
    tokenize: (text) => text.split(/[^\p{L}\p{N}]+/u),
  });
  index.addAll(names.map((name) => ({ name })));
  const alike = index.search(asked, { fuzzy: 0.34 }).map(({ id }) => String(id));
  // Of similar names the shortest is the best.
  const short = alike.slice(0, 20).sort((left, right) => left.length - right.length);
  return [...new Set([...short, ...nearest(asked, names)])].slice(0, 3);
}
