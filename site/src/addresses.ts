import { posix } from 'node:path';

/** The relative link from one page to another, both as folders of the site. */
export function linkTo(from: string, to: string, fragment = ''): string {
  const path = posix.relative(`/${from}`, `/${to}`);
  // A page opened from the disk has no server that would look for index.html.
  return `${path === '' ? '' : `${path}/`}index.html${fragment}`;
}

/** The relative path from a page to a file at the root of the site. */
export const fileFrom = (from: string, file: string): string =>
  posix.relative(`/${from}`, `/${file}`) || file;
