// The page for an unknown address: the requirements whose ids are nearest to it.
const asked = decodeURIComponent(location.pathname)
  .split('/r/')
  .pop()
  .replace(/\/(index\.html)?$/, '');
const similar = new MiniSearch({
  fields: ['title'],
  storeFields: ['title', 'page'],
  searchOptions: { prefix: true, fuzzy: 0.3 },
  tokenize: (text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u),
});
similar.addAll(passages.map((passage, id) => ({ ...passage, id })));
const nearest = similar.search(asked).filter(({ page }) => page.startsWith('r/'));
document.getElementById('hits').replaceChildren(
  ...nearest.slice(0, 8).map(({ title, page }) => {
    const item = document.createElement('li');
    const link = document.createElement('a');
    link.href = `../${page}`;
    link.textContent = title;
    item.append(link);
    return item;
  }),
);
