/** The one token of an `Authorization` header whose scheme is Bearer, in any letter case; undefined otherwise (AUTH-03). */
export function bearerToken(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const words = header.trim().split(/\s+/);
  const [scheme, token] = words;
  return words.length === 2 && scheme?.toLowerCase() === 'bearer' ? token : undefined;
}
