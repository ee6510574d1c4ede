import type { Tokens } from 'marked';

// A blank before each cell.
const padding = 1;

/** Widths of a table's columns, borders aside: as wide as the text needs, the widest cut down until all fit, no word broken as long as another way is left. */
export function columnWidths({ header, rows }: Tokens.Table, width: number): number[] {
  const texts = header.map((cell, column) =>
    [cell, ...rows.map((row) => row[column])].map((one) => seen(one?.text ?? '')),
  );
  const widths = texts.map((column) => longest(column) + padding);
  const words = texts.map((column) => longest(column.flatMap((text) => text.split(' '))) + padding);
  const room = width - widths.length - 1;
  for (const least of [(column: number) => words[column] ?? 0, () => 6]) {
    while (sum(widths) > room) {
      const spare = widths.map((one, column) => (one > least(column) ? one : 0));
      const widest = Math.max(...spare);
      if (widest === 0) break;
      widths[spare.indexOf(widest)] = widest - 1;
    }
  }
  return widths;
}

const longest = (texts: readonly string[]): number => Math.max(2, ...texts.map((text) => text.length));
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

// As it is shown: without the marks of code.
const seen = (text: string): string => text.replaceAll('`', '');
