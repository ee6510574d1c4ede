import { stripVTControlCharacters } from 'node:util';
import { Marked, type Token, type Tokens, type TokensList } from 'marked';
import { markedTerminal } from 'marked-terminal';
import { wrap } from '../main/wrap.ts';

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
  const colWidths = token.type === 'table' ? columnWidths(token as Tokens.Table, width) : undefined;
  if (colWidths !== undefined) breakWords(token as Tokens.Table, colWidths);
  const tableOptions =
    colWidths === undefined
      ? {}
      : { wordWrap: true, colWidths, style: { head: ['bold'], 'padding-right': 0 } };
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

/**
 * Prepares Markdown for a terminal: removes comments and links to files, and introduces each
 * example by its precondition, its sender and the kind of each message. Code is unchanged.
 */
const tidy = (markdown: string): string =>
  markdown
    .split(/^(```[^\n]*\n[\s\S]*?^```$)/m)
    .map((part) => (part.startsWith('```') ? fence(part) : prose(part)))
    .join('');

const example = /<!-- example: (?:given=(\S+)|then)(?: by=(\S+))?(?: family=(\S+))? -->\n?/g;

const prose = (text: string): string =>
  text
    .replace(example, (_whole, given?: string, by?: string, family?: string) => {
      const start = given === undefined ? 'Then' : `Given: ${given}`;
      const more = [by && `by ${by}`, family && `family ${family}`].filter(Boolean);
      return `*${[start, ...more].join('; ')}.*\n\n`;
    })
    .replace(/<!--[\s\S]*?-->\n?/g, '')
    .replace(/\[([^\]]+)\]\((?!https?:)[^)]*\)/g, '$1');

const fence = (text: string): string =>
  text.replace(/^```json (request|reply|event)\n/, '*$1:*\n\n```json\n');

// The blank before each cell.
const PADDING = 1;

/** Breaks the words that are longer than their column, which the table would cut. */
function breakWords({ header, rows }: Tokens.Table, widths: readonly number[]): void {
  const visit = (tokens: readonly Token[], room: number): void => {
    for (const token of tokens) {
      if ('tokens' in token && token.tokens !== undefined) visit(token.tokens, room);
      else if ('text' in token && typeof token.text === 'string')
        token.text = token.text.replace(/\S+/g, (word) => broken(word, room));
    }
  };
  for (const row of [header, ...rows])
    for (const [column, { tokens }] of row.entries()) visit(tokens, (widths[column] ?? 0) - PADDING);
}

/** A word in pieces that fit, if possible after an underscore, a slash or a hyphen. */
function broken(word: string, room: number): string {
  if (word.length <= room || room < 1) return word;
  const head = word.slice(0, room);
  const end = Math.max(...['_', '/', '-'].map((mark) => head.lastIndexOf(mark) + 1)) || room;
  return `${word.slice(0, end)} ${broken(word.slice(end), room)}`;
}

/**
 * Computes the widths of the columns of a table, without borders. Columns are as wide as their
 * text. If they do not fit, the widest are reduced, and words are broken only if there is no other
 * way.
 */
function columnWidths({ header, rows }: Tokens.Table, width: number): number[] {
  const texts = header.map((cell, column) =>
    [cell, ...rows.map((row) => row[column])].map((one) => withoutMarks(one?.text ?? '')),
  );
  const widths = texts.map((column) => longestOf(column) + PADDING);
  const words = texts.map((column) => longestOf(column.flatMap((text) => text.split(' '))) + PADDING);
  const room = width - widths.length - 1;
  for (const minimum of [(column: number) => words[column] ?? 0, () => 6]) {
    while (sum(widths) > room) {
      const spare = widths.map((one, column) => (one > minimum(column) ? one : 0));
      const widest = Math.max(...spare);
      if (widest === 0) break;
      widths[spare.indexOf(widest)] = widest - 1;
    }
  }
  return widths;
}

const longestOf = (texts: readonly string[]): number => Math.max(2, ...texts.map((text) => text.length));
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

// The text without the marks of code.
const withoutMarks = (text: string): string => text.replaceAll('`', '');
