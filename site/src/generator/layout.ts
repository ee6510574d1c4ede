import { createHash } from 'node:crypto';
import { escaped, withRelativeLinks } from './html.ts';

/** A page of the site. */
export interface Page {
  /** Its folder; empty for the first page. */
  readonly address: string;
  readonly title: string;
  /** HTML. Links to other pages begin with `/`, the root of the site. */
  readonly body: string;
  /** The page that a reader is forwarded to. */
  readonly forward?: string;
  /** Whether it has live parts, which use WebAssembly. */
  readonly isLive?: boolean;
  /** A script that runs before anything is loaded. */
  readonly script?: string;
}

/** A group of the navigation. */
export interface Group {
  readonly name: string;
  readonly pages: readonly Pick<Page, 'address' | 'title'>[];
}

/** Scripts, styles and data come from this folder only. Nothing is evaluated. */
const policy = ({ script, isLive = false }: Page): string => {
  const digest =
    script === undefined ? '' : ` 'sha256-${createHash('sha256').update(script).digest('base64')}'`;
  return [
    "default-src 'none'",
    "style-src 'self' file:",
    `script-src 'self' file:${digest}${isLive ? " 'wasm-unsafe-eval'" : ''}`,
    "img-src 'self' data:",
    "connect-src 'self'",
    // The page for an unknown address finds where the site begins.
    `base-uri ${script === undefined ? "'none'" : "'self' file:"}`,
    "form-action 'self' file:",
  ].join('; ');
};

/** The whole HTML of a page. It reads without scripts; only the search needs one. */
export function layout(page: Page, groups: readonly Group[]): string {
  const { address, title, body, forward, script } = page;
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy(page)}">
${script === undefined ? '' : `<script>${script}</script>\n`}${forward === undefined ? '' : `<meta http-equiv="refresh" content="0; url=/${forward}/">\n`}<title>${escaped(title)} · Parsec specification</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<a class="skip" href="#page.text">To the text</a>
<header><a class="home" href="/">Parsec specification</a>
<form action="/search/" role="search"><input id="words" name="q" type="search" maxlength="1000" placeholder="Search" aria-label="Search: a question, words or the id of a rule" autocomplete="off" spellcheck="false"></form>
<nav aria-label="Site"><a class="to-pages" href="#pages">Pages</a> <a href="/r/">Rules</a></nav></header>
<div class="columns">
<main id="page.text">
${withContents(body)}
</main>
<nav class="pages" id="pages" aria-label="Pages">
${navigation(groups, address)}
</nav>
</div>
</body>
</html>
`;
  return withRelativeLinks(address, html);
}

/** All pages, in groups. A card only names the groups: the site has more than a thousand. */
function navigation(groups: readonly Group[], address: string): string {
  const open = groups.find(({ pages }) => pages.some((page) => page.address === address));
  if (open === undefined) {
    const items = groups.map(({ name, pages: [first, second] }) => {
      // A group with several pages has an overview in their folder.
      const target = second === undefined ? first?.address : second.address.split('/')[0];
      const here = target === address.split('/')[0] ? ' aria-current="true"' : '';
      return `<li><a href="/${target}/"${here}>${escaped(name)}</a></li>`;
    });
    return `<ul>${items.join('')}</ul>`;
  }
  return groups
    .map((group) => {
      const items = group.pages.map((page) => {
        const here = page.address === address ? ' aria-current="page"' : '';
        return `<li><a href="/${page.address}/"${here}>${escaped(page.title)}</a></li>`;
      });
      return `<details${group === open ? ' open' : ''}><summary>${escaped(group.name)}</summary><ul>${items.join('')}</ul></details>`;
    })
    .join('\n');
}

/** The text with a list of its headings of the second level after its title, if there are several. */
function withContents(body: string): string {
  const items = [...body.matchAll(/<h2 id="([^"]+)">(.*?)<\/h2>/g)].map(
    ([, id, heading = '']) => `<li><a href="#${id}">${heading.replace(/<\/?a\b[^>]*>/g, '')}</a></li>`,
  );
  if (items.length < 3) return body;
  const nav = `<nav class="contents" aria-label="On this page"><ul>${items.join('')}</ul></nav>`;
  return body.replace('</h1>', () => `</h1>\n${nav}`);
}
