/** A path that fits a pattern. `segment` is what the part in braces stands for, still percent-encoded; empty if there is none. */
export interface Match {
  readonly pattern: string;
  readonly segment: string;
}

/**
 * Makes a function that finds the pattern of a raw path; undefined: none fits. A part in braces stands for one segment of
 * the path, `{...}` at the end for the whole rest. Words of a pattern may be written with escapes of letters
 * (`/%61nonymous/Org`), which mean the same (RFC 3986 §6.2.2.2). Nothing else is decoded or folded: `..` is ordinary
 * text, and an encoded slash stays in its segment, where no organization has one.
 *
 * @example
 * const route = makeRouter(['/anonymous/{organization_id}', '/redirect/{...}']);
 * route('/anonymous/Org'); // { pattern: '/anonymous/{organization_id}', segment: 'Org' }
 */
export function makeRouter(patterns: Iterable<string>): (path: string) => Match | undefined {
  const routes = Array.from(patterns, (pattern) => ({ pattern, words: pattern.split('/') }));
  return (path) => {
    const pieces = path.split('/');
    for (const { pattern, words } of routes) {
      const segment = fit(words, pieces);
      if (segment !== undefined) return { pattern, segment };
    }
    return undefined;
  };
}

function fit(words: readonly string[], pieces: readonly string[]): string | undefined {
  let segment = '';
  for (const [nth, word] of words.entries()) {
    const piece = pieces[nth];
    if (piece === undefined) return undefined;
    if (word === '{...}') return pieces.slice(nth).join('/');
    if (word.startsWith('{')) {
      if (piece === '' || /%2f/i.test(piece)) return undefined;
      segment = piece;
    } else if (plain(piece) !== word) return undefined;
  }
  return pieces.length === words.length ? segment : undefined;
}

// Letters, digits and `-._~` mean the same whether they are escaped or not.
const plain = (text: string): string =>
  text.includes('%')
    ? text.replace(/%(?:2d|2e|3\d|[46][1-9a-f]|[57][\da]|5f|7e)/gi, (triplet) =>
        String.fromCharCode(Number.parseInt(triplet.slice(1), 16)),
      )
    : text;
