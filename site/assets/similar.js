// The page for an unknown address: the requirements whose ids are nearest to it.
const asked = location.pathname.split('/r/').pop().replace(/\/(index\.html)?$/, '');
const nearest = siteSearch.searchIndex({ passages, synonyms })(asked).filter(({ page }) => page.startsWith('r/'));
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
