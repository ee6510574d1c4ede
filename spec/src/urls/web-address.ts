/** Whether a URL opens a page when it is offered as a link: its scheme is http or https. */
export function isWebAddress(url: string): boolean {
  const scheme = URL.parse(url)?.protocol;
  return scheme === 'http:' || scheme === 'https:';
}
