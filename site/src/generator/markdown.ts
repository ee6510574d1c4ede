import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { requirements, ruleAddress } from '@parsec-spec/spec/requirements';
import { Marked } from 'marked';
import { MermaidError, mermaid } from '../diagrams/mermaid.ts';
import { escaped } from './html.ts';
import type { Page } from './layout.ts';
import { BrokenText, root, type Source } from './sources.ts';

/** The page of a text. */
export type Text = Page & { readonly source: Source };

/**
 * Renders all texts.
 *
 * @throws BrokenText for one that cannot become a page
 */
export function renderAll(sources: readonly Source[]): readonly Text[] {
  const addresses = new Map(sources.map(({ file, address }) => [file, address]));
  return sources.map((source) => render(source, addresses));
}

/** Addresses of the pages, by the path of their file. */
type Addresses = ReadonlyMap<string, string>;

const ids = new Set<string>(requirements.flatMap(({ id, row }) => [id, row]));

/** What may be a row, such as BOOT-09. */
const ROW = /\b[A-Z]+(?:-[A-Z]+)?-\d\d\b/g;

/** The comment before an example: the state and the sender. */
const EXAMPLE = /<!-- example: (?:given=(\S+)|then)(?: by=(\S+))?(?: family=(\S+))? -->/;

const HOW_TO_READ =
  ' <a href="/docs/write-requirements-and-examples/#how-an-example-is-written">How to read examples</a>';

const TABLE = '<div class="table" tabindex="0" role="group" aria-label="Table"><table>';

/**
 * Renders a text. Links to files that have a page lead to it; of other files the path is shown. Ids of
 * requirements and rows lead to their pages.
 *
 * @throws BrokenText for a link to a file that is not in the repository
 */
export function render(source: Source, addresses: Addresses): Text {
  const { file, address, markdown } = source;
  const slugs = new Map<string, number>();
  const titles: string[] = [];
  let help = HOW_TO_READ;
  /** A schema with links to the types that it uses. */
  const withLinks = (schema: string): string =>
    schema.replace(/(?<=&quot;\$ref&quot;: &quot;)[\w-]+\.json/g, (type) => {
      const page = addresses.get(posix.join(posix.dirname(file), type));
      return page === undefined ? type : `<a href="/${page}/">${type}</a>`;
    });
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        const plain = text.replace(/[`*]/g, '').replace(/\[([^\]]+)\]\([^)]*\)/g, '$1');
        if (depth === 1) titles.push(plain);
        return `<h${depth} id="${unusedSlug(plain, slugs)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      text(token) {
        if (token.type !== 'text' || token.tokens !== undefined) return false;
        // Escaped text is HTML already.
        const text = token.escaped ? token.text : escaped(token.text);
        return text.replace(ROW, (row) =>
          ids.has(row) ? `<a href="/${ruleAddress(row)}/">${row}</a>` : row,
        );
      },
      link({ href, tokens }) {
        // A link contains no other link.
        const inner = this.parser.parseInline(tokens).replace(/<\/?a\b[^>]*>/g, '');
        const { page, file: linked } = targetOf(source, href, addresses);
        if (page !== undefined) return `<a href="${escaped(page)}">${inner}</a>`;
        const path = `<code>${escaped(linked)}</code>`;
        return inner.replace(/<[^>]+>/g, '') === linked ? path : `${inner} (${path})`;
      },
      codespan({ text }) {
        if (!text.includes('/') || !ids.has(text)) return false;
        return `<a href="/${ruleAddress(text)}/"><code>${text}</code></a>`;
      },
      strong({ text }) {
        if (!ids.has(text)) return false;
        return `<strong><a href="/${ruleAddress(text)}/" id="${text.slice(text.indexOf('/') + 1)}">${text}</a></strong>`;
      },
      code({ text, lang = '' }) {
        const [language = '', kind] = lang.split(' ');
        if (language === 'mermaid') return drawn(source, text);
        const caption = kind === undefined ? '' : `<figcaption>${escaped(kind)}</figcaption>`;
        return `<figure class="code">${caption}<pre tabindex="0"><code class="${escaped(language)}">${withLinks(escaped(text))}</code></pre></figure>\n`;
      },
      html({ text }) {
        const example = EXAMPLE.exec(text);
        if (example === null) return text === '<br>' ? text : '';
        const [, given, by, family] = example;
        const parts = [
          given === undefined ? 'Then' : `Given: ${given}`,
          by && `by ${by}`,
          family && `family ${family}`,
        ];
        const introduction = `<p><em>${escaped(parts.filter(Boolean).join('; '))}.</em>${help}</p>\n`;
        help = '';
        return introduction;
      },
    },
    hooks: {
      postprocess: (html) =>
        html
          .replaceAll('<table>', TABLE)
          .replaceAll('</table>', '</table></div>')
          .replace(/<th\b/g, '<th scope="col"'),
    },
  });
  const body = marked.parse(markdown, { async: false });
  const [title] = titles;
  if (title === undefined)
    throw new BrokenText(file, markdown, 0, 'a text needs a heading of the first level');
  return { address, title, body, source };
}

/** A diagram as a picture. */
function drawn({ file, markdown }: Source, text: string): string {
  try {
    return mermaid(text);
  } catch (error) {
    if (!(error instanceof MermaidError)) throw error;
    const before = text.split('\n').slice(0, error.line).join('\n').length;
    throw new BrokenText(file, markdown, markdown.indexOf(text) + before + 1, error.message);
  }
}

/** The texts of the journeys. A link to this file leads to their page; a fragment names a journey. */
const JOURNEYS = 'site/src/journeys/journey-texts.ts';

/** Where a link leads: to a page, or to a file of the repository that has none. */
function targetOf(
  { file, markdown }: Source,
  href: string,
  addresses: Addresses,
): { readonly page?: string; readonly file: string } {
  if (/^(https?:|mailto:|[#/])/.test(href)) return { page: href, file };
  const [path = '', fragment = ''] = href.split(/(?=#)/);
  const linked = posix.join(posix.dirname(file), path).replace(/\/$/, '');
  if (linked === JOURNEYS) return { page: `/journeys/${fragment.slice(1)}/`, file: linked };
  const page = addresses.get(linked) ?? addresses.get(`${linked}/README.md`);
  if (page !== undefined) return { page: `/${page}/${fragment}`, file: linked };
  if (!existsSync(join(root, linked))) {
    const problem = `the link leads to ${linked}, which does not exist`;
    throw new BrokenText(file, markdown, markdown.indexOf(`](${href})`), problem);
  }
  return { file: linked };
}

/** The anchor of a heading, as forges make it. */
function unusedSlug(text: string, slugs: Map<string, number>): string {
  const slug = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-');
  const used = slugs.get(slug) ?? 0;
  slugs.set(slug, used + 1);
  return used === 0 ? slug : `${slug}-${used}`;
}
