import { stripVTControlCharacters } from 'node:util';
import { Marked, type Token, type Tokens, type TokensList } from 'marked';
import { markedTerminal } from 'marked-terminal';
import { columnWidths } from './column-widths.ts';
import { tidy } from './tidy.ts';
import { wrap } from './wrap.ts';

/** How the terminal is. */
export interface Page {
  /** Columns. */
  readonly width: number;
  readonly color: boolean;
}

/** Markdown as text for a terminal of that width, with or without colours. */
export function render(markdown: string, page: Page): string {
  const source = tidy(markdown);
  const tokens = new Marked().lexer(source);
  const parts = tokens.map((token) => {
    const part = renderer(page, token).parser(only(token, tokens));
    return token.type === 'list' ? part.replace(/^.*$/gm, (line) => wrap(line, page.width)) : part;
  });
  const text = parts.join('').trimEnd();
  return `${page.color ? text : stripVTControlCharacters(text)}\n`;
}

/** Tables get widths of their own, so that none is wider than the page. */
function renderer({ width }: Page, token: Token): Marked {
  const tableOptions =
    token.type === 'table'
      ? {
          wordWrap: true,
          colWidths: columnWidths(token as Tokens.Table, width),
          style: { head: ['bold'], 'padding-right': 0 },
        }
      : {};
  const options = { width, reflowText: true, showSectionPrefix: false, emoji: false, tab: 2, tableOptions };
  const marked = new Marked();
  marked.use(markedTerminal(options) as Parameters<typeof marked.use>[0], {
    renderer: {
      // Text of list items may hold marks of its own, which the terminal's renderer leaves as they are.
      text(item) {
        if (!('tokens' in item) || item.tokens === undefined) return false;
        return this.parser.parseInline(item.tokens).replaceAll('\n', ' ');
      },
    },
  });
  return marked;
}

const only = (token: Token, { links }: TokensList): TokensList => Object.assign([token], { links });
