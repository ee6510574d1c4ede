/** The folder of the page of a requirement or of a row, in the folder of the website. It never changes. */
export const ruleAddress = (id: string): string => `r/${id}`;

/**
 * The URL of the page of a requirement or of a row on a website.
 *
 * @param site - URL of the first page, absolute or relative, which ends with `/`
 * @example
 *   rulePage('https://parsec.example.org/spec/', 'ping/answers')
 */
export function rulePage(site: string, id: string): string {
  const path = ruleAddress(id).split('/').map(encodeURIComponent).join('/');
  // A page that is opened from the disk has no server that would look for index.html.
  return `${site}${path}/${/^https?:/.test(site) ? '' : 'index.html'}`;
}
