import MiniSearch from 'minisearch';
import { type Section, sectionsOf } from './sections.ts';
import type { Topic } from './topic.ts';

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
 * misspelt. Passages with all words are preferred.
 */
export function search(words: string, topics: readonly Topic[]): readonly Hit[] {
  const sections = sectionsOf(topics);
  const index = new MiniSearch<Section>({
    fields: ['heading', 'topic', 'text'],
    storeFields: ['topic', 'kind', 'heading', 'text'],
    // Wire names are indexed as a whole and by their parts.
    tokenize: (text) => [...new Set([...text.split(/[^\p{L}\p{N}_-]+/u), ...text.split(/[^\p{L}\p{N}]+/u)])],
  });
  index.addAll(sections);
  const options = { boost: { heading: 2, topic: 3 }, prefix: true, fuzzy: 0.2 } as const;
  const all = index.search(words, { ...options, combineWith: 'AND' });
  const found = all.length > 0 ? all : index.search(words, options);
  return found.slice(0, MAX_HITS).map((result) => {
    const { topic, kind, heading, text } = result as unknown as Section;
    return {
      topic,
      kind,
      heading,
      excerpt: excerpt(text, result.terms),
      score: Number(result.score.toFixed(2)),
    };
  });
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
