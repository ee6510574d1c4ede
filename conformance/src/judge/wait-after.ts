/** Shortest and longest wait before a request is sent again, in ms. */
const shortest = 500;
const longest = 30_000;

/**
 * Milliseconds to wait for a busy server (429): the value of `Retry-After`, a number of seconds or
 * a date (RFC 9110 §10.2.3), but at least the default. The default is half a second, doubled with
 * each attempt. `date`: the server's clock, from its `Date` header.
 */
export function waitAfter(
  {
    retryAfter = '',
    date = '',
  }: { readonly retryAfter?: string | undefined; readonly date?: string | undefined },
  attempt: number,
): number {
  const patience = shortest * 2 ** attempt;
  const now = Date.parse(date) || Date.now();
  const isDate = retryAfter.endsWith('GMT');
  const asked = isDate ? Date.parse(retryAfter) - now : Number(retryAfter) * 1000;
  return Math.min(Math.max(patience, Number.isNaN(asked) ? 0 : asked), longest);
}
