// The search of the website and of `parsec-spec read --search`.

/** Longest query, in characters. The time of a search grows with its words. */
export const MAX_QUERY = 200;

/** Words of readers, and what this specification says in place of them. */
export type Synonym = readonly [asked: string, here: string];

/** What is searched: the title and text of a section. */
export interface SearchedPassage {
  readonly title: string;
  readonly text: string;
}

/** A passage that was found. */
export type Hit<Passage> = Passage & {
  readonly score: number;
  /** The words that were found, each with the fields that have it. */
  readonly match: Readonly<Record<string, readonly string[]>>;
};

/** An index of words, such as one of MiniSearch. */
export interface WordIndex {
  addAll(documents: readonly (SearchedPassage & { readonly id: number })[]): void;
  search(words: string, options: QueryOptions): readonly (Hit<object> & { readonly id: number })[];
}

/** How an index takes texts apart. */
export interface IndexOptions {
  readonly fields: string[];
  readonly tokenize: (text: string) => string[];
  readonly processTerm: (word: string) => string;
}

/** How an index is searched. */
export interface QueryOptions {
  readonly processTerm: (word: string) => string;
  readonly prefix: (term: string) => boolean;
  readonly fuzzy: (term: string) => number | false;
  readonly boost: { readonly title: number };
  readonly boostTerm: (term: string, nth: number) => number;
  readonly boostDocument: (id: number) => number;
}

/**
 * Makes a search of passages. A question is searched by the words that tell something, and by what this
 * specification says in place of them.
 *
 * @param passages - sections of texts
 * @param options.index - makes an empty index
 * @param options.synonyms - those of the glossary: {@link synonymsIn}
 * @param options.weightOf - how much a passage counts; 1 is usual
 * @returns finds the passages for a query, the best first; the first {@link MAX_QUERY} characters count
 *
 * @example
 * const search = passageSearch([{ title: 'Keys: Algorithms', text: 'Ed25519 signs' }], {
 *   index: (options) => new MiniSearch(options),
 *   synonyms: [['cipher', 'algorithm']],
 *   weightOf: () => 1,
 * });
 * search('which cipher?')[0]?.title;
 */
export function passageSearch<Passage extends SearchedPassage>(
  passages: readonly Passage[],
  options: {
    readonly index: (options: IndexOptions) => WordIndex;
    readonly synonyms: readonly Synonym[];
    readonly weightOf: (passage: Passage) => number;
  },
): (query: string) => readonly Hit<Passage>[] {
  const stems = new Map<string, string>();
  const index = options.index({
    fields: ['title', 'text'],
    tokenize: wordsIn,
    processTerm: (word) => {
      const stem = stems.get(word) ?? stemOf(word);
      stems.set(word, stem);
      return stem;
    },
  });
  index.addAll(passages.map(({ title, text }, id) => ({ id, title, text })));
  const textStems = new Set(stems.values());
  const weights = passages.map(
    (passage) => options.weightOf(passage) * (DETAIL.test(passage.title) ? 0.5 : 1),
  );
  const replacements = options.synonyms.map(
    ([asked, here]) => [` ${wordsIn(asked).map(stemOf).join(' ')} `, wordsIn(here)] as const,
  );
  return (query) => {
    const words = wordsIn(query.slice(0, MAX_QUERY)).filter((word) => word !== '');
    const keywords = words.filter((word) => !STOP_WORDS.has(word));
    const terms = new Set(keywords.length > 0 ? keywords : words);
    const text = ` ${words.map(stemOf).join(' ')} `;
    const synonymous = replacements.flatMap(([phrase, replacement]) =>
      text.includes(phrase) ? replacement : [],
    );
    const results = index.search([...new Set([...terms, ...synonymous])].join(' '), {
      processTerm: stemOf,
      prefix: (term) => term.length > 2,
      // A word of the texts is no other one; a short word is another word with one other letter.
      fuzzy: (term) => (term.length > 5 && !textStems.has(term) ? 0.2 : false),
      boost: { title: 3 },
      boostTerm: (_, nth) => (nth < terms.size ? 1 : 0.7),
      boostDocument: (id) => weights[id] ?? 1,
    });
    const hits = results.flatMap(({ id, score, match }) => {
      const passage = passages[id];
      return passage === undefined ? [] : [{ ...passage, score, match }];
    });
    // Who writes a name wants what has it.
    const name = query.trim();
    const isNamed = ({ title }: Passage): boolean => title === name || title.endsWith(`/${name}`);
    return [...hits.filter(isNamed), ...hits.filter((hit) => !isNamed(hit))];
  };
}

/**
 * Reads the synonyms in a glossary.
 *
 * @param glossary - Markdown with a table whose first column is named `other words`
 * @returns one for each of these words; none without such a table
 */
export const synonymsIn = (glossary: string): readonly Synonym[] =>
  (/^\| other words .*\n.*\n((?:\|.*\n)*)/m.exec(glossary)?.[1] ?? '').split('\n').flatMap((row) => {
    const [, others = '', here = ''] = row.split('|').map((cell) => cell.trim());
    return others === '' ? [] : others.split(', ').map((other) => [other, here] as const);
  });

/** Sections that repeat the words of the section before them, which explains them. They count half. */
const DETAIL = /: (Requirements|Request|Reply|Replies|Example|Examples|Content|Schema|Notes|Index|Chapters)$/;

/** Words that most questions contain and that say nothing about the page. */
const STOP_WORDS = new Set(
  'a about am an and any anybody anyone are as at be become becomes been but by can could did do does else ever everybody everyone for from get gets give given go goes had happen happened happens has have how i if in into is it its just let like made make makes may me mean means might my need needed needs no not of on one or our out should so some somebody someone something such than that the their them then there these they this those to too use used uses using via want was we were what when where whether which who whom whose why will with would you your'.split(
    ' ',
  ),
);

const wordsIn = (text: string): string[] => text.toLowerCase().split(/[^\p{L}\p{N}]+/u);

/** The part of a word that its forms share: "deleted" and "deletes" become "delet". */
const stemOf = (word: string): string =>
  word
    .replace(/(?<=..)ies$/, 'y')
    .replace(/(?<=(ss|x|ch|sh|us))es$|(?<=..[^siu])s$/, '')
    .replace(/(?<=[aeiouy].*..)(ed|ing)$|(?<=[aeiouy]..)(ed|ing)$/, '')
    .replace(/([bdgmnprt])\1$/, '$1')
    .replace(/(?<=...)e$/, '');
