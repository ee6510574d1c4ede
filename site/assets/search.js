// The search page.
const search = searchIndex();

const words = document.getElementById('words');
const count = document.getElementById('count');
const hits = document.getElementById('hits');
const SHOWN = 30;
// Longest excerpt, in characters.
const MAX_EXCERPT = 300;

function show() {
  const query = words.value.trim();
  const found = query === '' ? [] : search(query);
  count.textContent = query === '' ? '' : `${found.length} passages`;
  hits.replaceChildren(
    ...found.slice(0, SHOWN).map(({ title, text, page }) => {
      const item = document.createElement('li');
      const link = document.createElement('a');
      link.href = `../${page}`;
      link.textContent = title;
      const excerpt = document.createElement('p');
      excerpt.textContent = text.length > MAX_EXCERPT ? `${text.slice(0, MAX_EXCERPT)} …` : text;
      item.append(link, excerpt);
      return item;
    }),
  );
}

words.value = decodeURIComponent(location.hash.slice(1));
words.addEventListener('input', show);
words.form.addEventListener('submit', (event) => event.preventDefault());
show();
