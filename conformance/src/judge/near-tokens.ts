/**
 * Values that a check sends in place of the administration token, each derived from it. Reports
 * redact them too, because each reveals most of the token.
 */
export function nearTokens(token: string) {
  const upper = token.toUpperCase();
  return {
    'a prefix': token.slice(0, -1),
    'in other letter case': token === upper ? token.toLowerCase() : upper,
    'basic credentials': Buffer.from(`admin:${token}`).toString('base64'),
  };
}
