// The search page.
const { MAX_QUERY, searchIndex } = siteSearch;
const search = searchIndex({ passages, synonyms });

const words = document.getElementById('words');
const count = document.getElementById('count');
const hits = document.getElementById('hits');
const SHOWN = 30;
// Longest excerpt, in characters.
const MAX_EXCERPT = 300;

// The part of a text where the words of the query begin, or its start if the title has some, with these words marked.
function excerptOf(text, match) {
  const found = new RegExp(`(?<![\\p{L}\\p{N}])((?:${Object.keys(match).join('|')})[\\p{L}\\p{N}]*)`, 'giu');
  const isTitled = Object.values(match).flat().includes('title');
  const first = isTitled ? 0 : text.search(found);
  const start = first > MAX_EXCERPT - 60 ? text.lastIndexOf(' ', first - MAX_EXCERPT / 3) + 1 : 0;
  const end = start + MAX_EXCERPT;
  const shown = `${start > 0 ? '… ' : ''}${text.slice(start, end)}${end < text.length ? ' …' : ''}`;
  return shown.split(found).map((part, nth) => {
    if (nth % 2 === 0) return part;
    const mark = document.createElement('mark');
    mark.textContent = part;
    return mark;
  });
}

function show() {
  const query = words.value.trim();
  const found = query === '' ? [] : search(query);
  const shown = found.length > SHOWN ? `, the best ${SHOWN}:` : '';
  const cut = query.length > MAX_QUERY ? `Only the first ${MAX_QUERY} characters are searched. ` : '';
  count.textContent = query === '' ? '' : `${cut}${found.length} passages${shown}`;
  hits.replaceChildren(
    ...found.slice(0, SHOWN).map(({ title, text, page, match }) => {
      const item = document.createElement('li');
      const link = document.createElement('a');
      link.href = `../${page}`;
      link.textContent = title;
      const excerpt = document.createElement('p');
      excerpt.append(...excerptOf(text, match));
      item.append(link, excerpt);
      return item;
    }),
  );
}

// Browsers refuse an address that changes with each letter.
let pending;
function showAddress() {
  clearTimeout(pending);
  pending = setTimeout(() => {
    const query = words.value.trim().slice(0, MAX_QUERY);
    const address = query === '' ? location.pathname : `?${new URLSearchParams({ q: query })}`;
    history.replaceState(null, '', address);
  }, 300);
}

words.value = new URLSearchParams(location.search).get('q') ?? '';
words.addEventListener('input', show);
words.addEventListener('input', showAddress);
words.form.addEventListener('submit', (event) => event.preventDefault());
show();
