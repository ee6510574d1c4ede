import type { Tokens } from 'marked';

// The blank before each cell.
const PADDING = 1;

/**
 * Computes the widths of the columns of a table, without borders. Columns are as wide as their
 * text. If they do not fit, the widest are reduced, and words are broken only if there is no other
 * way.
 */
export function columnWidths({ header, rows }: Tokens.Table, width: number): number[] {
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
