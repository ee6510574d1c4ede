import MiniSearch from 'minisearch';

/** Three names that were perhaps meant: alike in one of their words first, then as a whole. */
export async function suggest(asked: string, names: readonly string[]): Promise<readonly string[]> {
  // Only who mistypes pays for the judge.
  const { nearest } = await import('@parsec-spec/conformance/engine');
  const index = new MiniSearch<{ name: string }>({
    idField: 'name',
    fields: ['name'],
    tokenize: (text) => text.split(/[^\p{L}\p{N}]+/u),
  });
  index.addAll(names.map((name) => ({ name })));
  const alike = index.search(asked, { fuzzy: 0.34 }).map(({ id }) => String(id));
  // Of names alike, the one with least beside it.
  const short = alike.slice(0, 20).sort((left, right) => left.length - right.length);
  return [...new Set([...short, ...nearest(asked, names)])].slice(0, 3);
}
