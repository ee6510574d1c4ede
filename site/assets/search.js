// The search page: an index of all passages, made when the page is opened.
const index = new MiniSearch({
  fields: ['title', 'text'],
  storeFields: ['title', 'text', 'page'],
  searchOptions: { prefix: true, fuzzy: 0.2, boost: { title: 3 }, combineWith: 'AND' },
  tokenize: (text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u),
});
index.addAll(passages.map((passage, id) => ({ ...passage, id })));

const words = document.getElementById('words');
const count = document.getElementById('count');
const hits = document.getElementById('hits');
const SHOWN = 30;

function show() {
  const query = words.value.trim();
  const found = query === '' ? [] : index.search(query);
  count.textContent = query === '' ? '' : `${found.length} passages`;
  hits.replaceChildren(
    ...found.slice(0, SHOWN).map(({ title, text, page }) => {
      const item = document.createElement('li');
      const link = document.createElement('a');
      link.href = `../${page}`;
      link.textContent = title;
      const excerpt = document.createElement('p');
      excerpt.textContent = text;
      item.append(link, excerpt);
      return item;
    }),
  );
}

words.value = decodeURIComponent(location.hash.slice(1));
words.addEventListener('input', show);
words.form.addEventListener('submit', (event) => event.preventDefault());
show();
