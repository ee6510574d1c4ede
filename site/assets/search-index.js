// The index of all passages, made when a page is opened.
// Words that most questions contain and that say nothing about the page.
const IDLE = new Set('a an and are do does how i if in is it my of the to what when where who why'.split(' '));

// A reader looks for an explanation first, then for a rule, and last for the API of a package.
const weightOf = (page) =>
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
      fuzzy: 0.2,
      boost: { title: 3 },
      boostDocument: (_id, _term, { page }) => weightOf(page),
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
