// The index of all passages, made when a page is opened.
// Words that most questions contain and that say nothing about the page.
const IDLE = new Set('a an and are do does how i if in is it my of the to what when where who why'.split(' '));

// A reader looks for an explanation first, then for a rule, and last for the API of a package.
const weightOf = ({ page, title }) => placeWeight(page) * (DETAIL.test(title) ? 0.5 : 1);

// Sections that repeat the words of the section before them, which explains them.
const DETAIL = /: (Requirements|Request|Reply|Replies|Example|Content)$/;

const placeWeight = (page) =>
  page.startsWith('index.html') || page.startsWith('journeys/')
    ? 2
    : page.startsWith('api/')
      ? 0.2
      : page.startsWith('r/') || page.startsWith('docs/')
        ? 0.7
        : 1.2;

globalThis.searchIndex = () => {
  const index = new MiniSearch({
    fields: ['title', 'text'],
    storeFields: ['title', 'text', 'page'],
    tokenize: (text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u),
    searchOptions: {
      prefix: true,
      // A short word is another word with one other letter.
      fuzzy: (term) => (term.length > 5 ? 0.2 : false),
      boost: { title: 3 },
      boostDocument: (_id, _term, passage) => weightOf(passage),
      processTerm: (term) => (IDLE.has(term) ? null : term),
    },
  });
  index.addAll(passages.map((passage, id) => ({ ...passage, id })));
  // Passages with all words, or else with some of them.
  return (query) => {
    const found = index.search(query, { combineWith: 'AND' });
    return found.length > 0 ? found : index.search(query);
  };
};
