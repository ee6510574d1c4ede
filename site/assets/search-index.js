// The index of all passages, made when a page is opened.

// Longest query that is searched, in letters. A longer one would block the page.
const MAX_QUERY = 200;

// Words that most questions contain and that say nothing about the page.
const IDLE = new Set(
  'a about am an and any are as at be become becomes been but by can could did do does else ever for from get gets give given go goes had happen happened happens has have how i if in into is it its just let like made make makes may me mean means might my need needed needs no not of on one or our out should so some something such than that the their them then there these they this those to too use used uses using via want was we were what when where whether which who whom whose why will with would you your'.split(
    ' ',
  ),
);

// A reader looks for an explanation first, then for a rule, and last for the API of a package.
const weightOf = ({ page, title }) => placeWeight(page) * (DETAIL.test(title) ? 0.5 : 1);

// Sections that repeat the words of the section before them, which explains them.
const DETAIL = /: (Requirements|Request|Reply|Replies|Example|Examples|Content|Schema|Notes|Index|Chapters)$/;

const placeWeight = (page) =>
  page.startsWith('index.html') || page.startsWith('journeys/')
    ? 1.5
    : page.startsWith('api/')
      ? 0.2
      : page.startsWith('r/') || page.startsWith('docs/')
        ? 0.7
        : 1.2;

const wordsIn = (text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u);

// The part of a word that its forms share: "deleted" and "deletes" become "delet".
const stemOf = (word) =>
  word
    .replace(/(?<=..)ies$/, 'y')
    .replace(/(?<=(ss|x|ch|sh|us))es$|(?<=..[^siu])s$/, '')
    .replace(/(?<=[aeiouy].*..)(ed|ing)$|(?<=[aeiouy]..)(ed|ing)$/, '')
    .replace(/([bdgmnprt])\1$/, '$1')
    .replace(/(?<=...)e$/, '');

const stemsIn = (text) => wordsIn(text).map(stemOf);

globalThis.searchIndex = () => {
  // The words of the texts and their stems.
  const known = new Map();
  const index = new MiniSearch({
    fields: ['title', 'text'],
    storeFields: ['title', 'text', 'page'],
    tokenize: wordsIn,
    processTerm: (word) => {
      if (!known.has(word)) known.set(word, stemOf(word));
      return known.get(word);
    },
  });
  index.addAll(passages.map((passage, id) => ({ ...passage, id })));
  const stems = new Set(known.values());
  // What this specification says in place of a reader's words.
  const replacements = synonyms.map(([asked, here]) => [` ${stemsIn(asked).join(' ')} `, wordsIn(here)]);
  return (query) => {
    const asked = wordsIn(query.slice(0, MAX_QUERY)).filter((word) => word !== '');
    const telling = asked.filter((word) => !IDLE.has(word));
    const own = telling.length > 0 ? telling : asked;
    const text = ` ${asked.map(stemOf).join(' ')} `;
    const added = replacements.flatMap(([phrase, words]) => (text.includes(phrase) ? words : []));
    const found = index.search([...new Set([...own, ...added])].join(' '), {
      processTerm: stemOf,
      prefix: (term) => term.length > 2,
      // A word of the texts is no other one; a short word is another word with one other letter.
      fuzzy: (term) => (term.length > 5 && !stems.has(term) ? 0.2 : false),
      boost: { title: 3 },
      boostTerm: (_term, nth) => (nth < new Set(own).size ? 1 : 0.7),
      boostDocument: (_id, _term, passage) => weightOf(passage),
    });
    // Who writes a name wants what has it.
    const name = query.trim();
    const isNamed = ({ title }) => title === name || title.endsWith(`/${name}`);
    return [...found.filter(isNamed), ...found.filter((passage) => !isNamed(passage))];
  };
};
