import { stripVTControlCharacters } from 'node:util';
import { Marked, type Token, type Tokens, type TokensList } from 'marked';
import { markedTerminal } from 'marked-terminal';
import { columnWidths } from './column-widths.ts';
import { tidy } from './tidy.ts';
import { wrap } from './wrap.ts';

/** The properties of the terminal. */
export interface Page {
  /** Columns. */
  readonly width: number;
  readonly color: boolean;
}

/** Renders Markdown for a terminal of this width, with or without colours. */
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

/**
 * marked-terminal does not fit tables to the page, so the widths of their columns are computed
 * here.
 */
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
      // marked-terminal does not render the inline marks of list items.
      text(item) {
        if (!('tokens' in item) || item.tokens === undefined) return false;
        return this.parser.parseInline(item.tokens).replaceAll('\n', ' ');
      },
    },
  });
  return marked;
}

const only = (token: Token, { links }: TokensList): TokensList => Object.assign([token], { links });
