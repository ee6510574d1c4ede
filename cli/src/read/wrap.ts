import { stripVTControlCharacters } from 'node:util';

/** A line broken at blanks to a width; what follows its first row hangs under its text, behind the mark of a list. Colours count nothing. */
export function wrap(line: string, width: number): string {
  const indent = /^ */.exec(line)?.[0] ?? '';
  const mark = /^(?:\*|\d+\.) /.exec(stripVTControlCharacters(line).trimStart())?.[0] ?? '';
  const hanging = indent + ' '.repeat(mark.length);
  const rows: string[] = [];
  let row = '';
  for (const word of line.slice(indent.length).trimEnd().split(' ')) {
    const before = rows.length === 0 ? indent : hanging;
    if (row === '' || seen(`${before}${row} ${word}`) <= width) row = row === '' ? word : `${row} ${word}`;
    else {
      rows.push(before + row);
      row = word;
    }
  }
  return [...rows, (rows.length === 0 ? indent : hanging) + row].join('\n');
}

const seen = (text: string): number => stripVTControlCharacters(text).length;
