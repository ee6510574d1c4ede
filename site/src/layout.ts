import { createHash } from 'node:crypto';
import { fileFrom, linkTo } from './addresses.ts';
import { escaped } from './html.ts';
import type { Heading } from './markdown.ts';

/** A page of the site. */
export interface Page {
  /** Its folder; empty for the first page. */
  readonly address: string;
  readonly title: string;
  readonly body: string;
  readonly headings?: readonly Heading[];
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
    "form-action 'none'",
  ].join('; ');
};

/** The whole HTML of a page. It reads without scripts; only the search needs one. */
export function layout(page: Page, groups: readonly Group[]): string {
  const { address, title, body, headings = [], forward, script } = page;
  const open = groups.find(({ pages }) => pages.some((page) => page.address === address));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy(page)}">
${script === undefined ? '' : `<script>${script}</script>\n`}${forward === undefined ? '' : `<meta http-equiv="refresh" content="0; url=${linkTo(address, forward)}">\n`}<title>${escaped(title)} · Parsec specification</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${fileFrom(address, 'style.css')}">
</head>
<body>
<a class="skip" href="#text">To the text</a>
<header><a class="home" href="${linkTo(address, '')}">Parsec specification</a>
<nav aria-label="Site"><a class="to-pages" href="#pages">Pages</a> <a href="${linkTo(address, 'r')}">Rules</a> <a href="${linkTo(address, 'search')}">Search</a></nav></header>
<div class="columns">
<main id="text">
${withContents(body, headings)}
</main>
<nav class="pages" id="pages" aria-label="Pages">
${open === undefined ? groupLinks(groups, address) : groups.map((group) => groupMarkup(group, group === open, address)).join('\n')}
</nav>
</div>
</body>
</html>
`;
}

function groupMarkup({ name, pages }: Group, isOpen: boolean, address: string): string {
  const items = pages.map((page) => {
    const here = page.address === address ? ' aria-current="page"' : '';
    return `<li><a href="${linkTo(address, page.address)}"${here}>${escaped(page.title)}</a></li>`;
  });
  return `<details${isOpen ? ' open' : ''}><summary>${escaped(name)}</summary><ul>${items.join('')}</ul></details>`;
}

/** A card only names the groups: the site has more than a thousand. */
function groupLinks(groups: readonly Group[], address: string): string {
  const items = groups.map(({ name, pages: [first, second] }) => {
    // A group with several pages has an overview in their folder.
    const target = (second === undefined ? first?.address : second.address.split('/')[0]) ?? '';
    return `<li><a href="${linkTo(address, target)}">${escaped(name)}</a></li>`;
  });
  return `<ul>${items.join('')}</ul>`;
}

/** The text with a list of its headings of the second level after its title, if there are several. */
function withContents(body: string, headings: readonly Heading[]): string {
  const items = headings.filter(({ depth }) => depth === 2);
  if (items.length < 3) return body;
  const list = items.map(({ id, text }) => `<li><a href="#${id}">${escaped(text)}</a></li>`).join('');
  const nav = `<nav class="contents" aria-label="On this page"><ul>${list}</ul></nav>`;
  return body.replace('</h1>', () => `</h1>\n${nav}`);
}
