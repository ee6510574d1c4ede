import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { requirements, ruleAddress } from '@parsec-spec/spec/requirements';
import { Marked, type Tokens } from 'marked';
import { linkTo } from './addresses.ts';
import { MermaidError, mermaid } from './diagrams/mermaid.ts';
import { escaped } from './html.ts';
import { BrokenText, root, type Source } from './sources.ts';

/** A heading of a page. */
export interface Heading {
  readonly id: string;
  readonly text: string;
  readonly depth: number;
}

/** A text as HTML. */
export interface Rendered {
  readonly title: string;
  readonly body: string;
  readonly headings: readonly Heading[];
}

/** A text of the repository, rendered. */
export type Text = { readonly source: Source } & Rendered;

/**
 * Renders all texts.
 *
 * @throws BrokenText for one that cannot become a page
 */
export function renderAll(sources: readonly Source[]): readonly Text[] {
  const names = {
    addresses: new Map(sources.map(({ file, address }) => [file, address])),
    ids: new Set<string>(requirements.flatMap(({ id, row }) => [id, row])),
  };
  return sources.map((source) => ({ source, ...render(source, names) }));
}

/** What the renderer knows about the other pages. */
export interface Names {
  /** Addresses of the pages, by the path of their file. */
  readonly addresses: ReadonlyMap<string, string>;
  /** Ids of all requirements and rows. */
  readonly ids: ReadonlySet<string>;
}

/** What may be a row, such as BOOT-09. */
const ROW = /\b[A-Z]+(?:-[A-Z]+)?-\d\d\b/g;

/** The text that says how to read examples. */
const HOW_TO_READ = 'docs/write-requirements-and-examples.md';

/**
 * Renders a text. Links to files that have a page lead to it; of other files the path is shown. Ids of
 * requirements and rows lead to their pages.
 *
 * @throws BrokenText for a link to a file that is not in the repository
 */
export function render(source: Source, names: Names): Rendered {
  const { file, address, markdown } = source;
  const headings: Heading[] = [];
  let isLinked = false;
  /** A schema with links to the types that it uses. */
  const withLinks = (schema: string): string =>
    schema.replace(/(?<=&quot;\$ref&quot;: &quot;)[\w-]+\.json/g, (type) => {
      const page = names.addresses.get(posix.join(posix.dirname(file), type));
      return page === undefined ? type : `<a href="${linkTo(address, page)}">${type}</a>`;
    });
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        const plain = text.replace(/[`*]/g, '').replace(/\[([^\]]+)\]\([^)]*\)/g, '$1');
        const id = unusedSlug(plain, headings);
        headings.push({ id, text: plain, depth });
        const heading = `<h${depth} id="${id}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
        const help = names.addresses.get(HOW_TO_READ);
        if (help === undefined || !hasExample(markdown) || !/^Examples?$/.test(plain)) return heading;
        return `${heading}<p><a href="${linkTo(address, help, '#how-an-example-is-written')}">How to read examples</a></p>\n`;
      },
      text(token) {
        if (isLinked || token.type !== 'text' || token.tokens !== undefined) return false;
        // Escaped text is HTML already.
        const text = token.escaped ? token.text : escaped(token.text);
        return text.replace(ROW, (row) =>
          names.ids.has(row) ? `<a href="${linkTo(address, ruleAddress(row))}">${row}</a>` : row,
        );
      },
      link({ href, tokens }) {
        isLinked = true;
        const inner = this.parser.parseInline(tokens);
        isLinked = false;
        const { page, file: linked } = targetOf(source, href, names);
        if (page !== undefined) return `<a href="${escaped(page)}">${inner}</a>`;
        const path = `<code>${escaped(linked)}</code>`;
        return inner.replace(/<[^>]+>/g, '') === linked ? path : `${inner} (${path})`;
      },
      codespan({ text }) {
        if (isLinked || !text.includes('/') || !names.ids.has(text)) return false;
        return `<a href="${linkTo(address, ruleAddress(text))}"><code>${text}</code></a>`;
      },
      strong({ text }) {
        if (!names.ids.has(text)) return false;
        return `<strong><a href="${linkTo(address, ruleAddress(text))}" id="${text.slice(text.indexOf('/') + 1)}">${text}</a></strong>`;
      },
      code({ text, lang = '' }) {
        const [language, kind] = lang.split(' ');
        if (language === 'mermaid') return drawn(source, text);
        const caption = kind === undefined ? '' : `<figcaption>${escaped(kind)}</figcaption>`;
        return `<figure class="code">${caption}<pre tabindex="0"><code class="${escaped(language ?? '')}">${withLinks(escaped(text))}</code></pre></figure>\n`;
      },
      table(token) {
        const head = token.header.map(
          (cell) => `<th scope="col">${this.parser.parseInline(cell.tokens)}</th>`,
        );
        const rows = token.rows.map(
          (row: Tokens.TableCell[]) =>
            `<tr>${row.map(({ tokens }) => `<td>${this.parser.parseInline(tokens)}</td>`).join('')}</tr>`,
        );
        return `<div class="table" tabindex="0" role="group" aria-label="Table"><table><thead><tr>${head.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>\n`;
      },
      html: ({ text }) => (text === '<br>' ? text : ''),
    },
  });
  const body = marked.parse(introduceExamples(markdown), { async: false });
  const title = headings.find(({ depth }) => depth === 1)?.text;
  if (title === undefined)
    throw new BrokenText(file, markdown, '', 'a text needs a heading of the first level');
  return { title, body, headings };
}

/** A diagram as a picture. */
function drawn({ file, markdown }: Source, text: string): string {
  try {
    return mermaid(text);
  } catch (error) {
    if (!(error instanceof MermaidError)) throw error;
    throw new BrokenText(file, markdown, `\`\`\`mermaid\n${text}`, error.message, error.line + 1);
  }
}

/** The comment before an example. */
const EXAMPLE = /<!-- example: (?:given=(\S+)|then)(?: by=(\S+))?(?: family=(\S+))? -->\n?/g;

const hasExample = (markdown: string): boolean => markdown.search(EXAMPLE) >= 0;

/** The state and the sender of an example stand in a comment. */
const introduceExamples = (markdown: string): string =>
  markdown.replace(EXAMPLE, (_, given?: string, by?: string, family?: string) => {
    const parts = [
      given === undefined ? 'Then' : `Given: ${given}`,
      by && `by ${by}`,
      family && `family ${family}`,
    ];
    return `*${parts.filter(Boolean).join('; ')}.*\n\n`;
  });

/** The texts of the journeys. A link to this file leads to their page; a fragment names a journey. */
const JOURNEYS = 'site/src/journeys/texts.ts';

/** Where a link leads from the page: to a page, or to a file of the repository that has none. */
function targetOf(
  { file, address, markdown }: Source,
  href: string,
  { addresses }: Names,
): { readonly page?: string; readonly file: string } {
  if (/^(https?:|mailto:|#)/.test(href)) return { page: href, file };
  const [path = '', fragment] = href.split('#');
  const linked = posix.normalize(posix.join(posix.dirname(file), path)).replace(/\/$/, '');
  if (linked === JOURNEYS)
    return { page: linkTo(address, posix.join('journeys', fragment ?? '')), file: linked };
  const page = addresses.get(linked) ?? addresses.get(`${linked}/README.md`);
  if (page !== undefined)
    return { page: linkTo(address, page, fragment === undefined ? '' : `#${fragment}`), file: linked };
  if (!existsSync(join(root, linked)))
    throw new BrokenText(file, markdown, `](${href})`, `the link leads to ${linked}, which does not exist`);
  return { file: linked };
}

/** The anchor of a heading, as forges make it. */
function unusedSlug(text: string, headings: readonly Heading[]): string {
  const slug = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-');
  const used = headings.filter(({ id }) => id === slug || id.startsWith(`${slug}-`)).length;
  return headings.some(({ id }) => id === slug) ? `${slug}-${used}` : slug;
}
