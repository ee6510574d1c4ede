import { stripVTControlCharacters } from 'node:util';

/** The width of prose at the terminal. A longer line is hard to read. */
export const proseWidth = (): number => Math.max(60, Math.min(process.stdout.columns ?? 80, 100));

/**
 * Breaks a line at blanks to a width. Further rows are indented to the text after a list mark.
 * Colours do not count.
 */
export function wrap(line: string, width: number): string {
  const indent = /^ */.exec(line)?.[0] ?? '';
  const mark = /^(?:\*|\d+\.) /.exec(stripVTControlCharacters(line).trimStart())?.[0] ?? '';
  const hanging = indent + ' '.repeat(mark.length);
  const rows: string[] = [];
  let row = '';
  for (const word of line.slice(indent.length).trimEnd().split(' ')) {
    const before = rows.length === 0 ? indent : hanging;
    if (row === '' || visibleLength(`${before}${row} ${word}`) <= width)
      row = row === '' ? word : `${row} ${word}`;
    else {
      rows.push(before + row);
      row = word;
    }
  }
  return [...rows, (rows.length === 0 ? indent : hanging) + row].join('\n');
}

const visibleLength = (text: string): number => stripVTControlCharacters(text).length;
