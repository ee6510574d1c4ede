import { type Hit, passageSearch, type Synonym } from '@parsec-spec/spec/search';
import MiniSearch from 'minisearch';
import type { Passage } from './passages.ts';

export { MAX_QUERY } from '@parsec-spec/spec/search';

/** What the search finds, and words of readers. */
export interface SearchData {
  readonly passages: readonly Passage[];
  readonly synonyms: readonly Synonym[];
}

/** Makes the search of the site, when one of its pages is opened. */
export const searchIndex = ({
  passages,
  synonyms,
}: SearchData): ((query: string) => readonly Hit<Passage>[]) =>
  passageSearch(passages, { index: (options) => new MiniSearch(options), synonyms, weightOf });

// A reader looks for an explanation first, then for a rule, and last for the API of a package.
function weightOf({ page }: Passage): number {
  if (page.startsWith('index.html') || page.startsWith('journeys/')) return 1.5;
  if (page.startsWith('api/')) return 0.2;
  return page.startsWith('r/') || page.startsWith('docs/') ? 0.7 : 1.2;
}
