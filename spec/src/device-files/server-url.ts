/** The server address as device files hold it (crypto-and-data §5.6): http or https, no path, written with a final slash. Undefined when it is no such text. */
export function serverUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  if (url.pathname !== '/' || url.username !== '' || url.password !== '') return undefined;
  return `${url.protocol}//${url.host}/`;
}
