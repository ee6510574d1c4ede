import { stripVTControlCharacters } from 'node:util';

const unprintable =
  /\r(?!\n)|(?![\t\n\r])\p{Cc}|[\p{Zl}\p{Zp}\ufff9-\ufffb\p{Default_Ignorable_Code_Point}]/gv;

/** Escapes each UTF-16 unit, as JSON does. */
const escaped = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');

/**
 * Escapes the characters of a target's text that could move the cursor, rewrite the screen or
 * change the direction of a line, and invisible ones. They become `\\uXXXX`. Line breaks and tabs
 * stay.
 */
export const printable = (text: string): string => text.replace(unprintable, escaped);

/**
 * Makes one safe line for a terminal or a CI log from a target's text. Escapes line breaks, control
 * characters, and `##[`, by which CI services recognize a command anywhere in a line.
 *
 * @param text - any text of a target
 * @returns one line of printable characters
 * @example
 * process.stdout.write(`${terminalLine(finding.observed)}\n`);
 */
export const terminalLine = (text: string): string =>
  printable(text.replaceAll('\n', '\\n').replaceAll('\r', '\\r'))
    .toWellFormed()
    .replace(/##(?=\w*\[)/g, '#\\u0023');

/**
 * Makes safe lines for a terminal or a CI log from a target's text, as {@link terminalLine} does
 * for one line.
 *
 * @param text - any text of a target
 * @param margin - starts each line after the first. It must contain a visible character, because CI
 * services read `::` at the start of a line as a command even if it is indented, and because a
 * target's text could imitate a line of the report such as `verdict:`.
 * @returns the lines, joined by line feeds
 */
export const terminalBlock = (text: string, margin: string): string =>
  text
    .split(/\r?\n/)
    .map((line, index) => (index === 0 ? '' : margin) + terminalLine(line))
    .join('\n');

/**
 * Makes JSON that is safe for a terminal. Control characters are escaped, so a reader of the JSON gets
 * the same value.
 *
 * @param indent - blanks by level; by default the JSON is one line
 */
export const printableJson = (value: object, indent?: number): string =>
  printable(JSON.stringify(value, undefined, indent));

/** The width of prose in reports, in columns. */
export const WIDTH = 80;

/**
 * Breaks a line at blanks to a width. Colours do not count.
 *
 * @param margin - starts the further rows. Default: the indentation of the line, and that of the text
 * after a list mark. If the line holds a target's text, it must be that of {@link terminalBlock}.
 */
export function wrap(line: string, width = WIDTH, margin?: string): string {
  const indent = /^ */.exec(line)?.[0] ?? '';
  const mark = /^(?:\*|\d+\.) /.exec(stripVTControlCharacters(line).trimStart())?.[0] ?? '';
  const hanging = margin ?? indent + ' '.repeat(mark.length);
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

/** Quotes a text as one word of a POSIX shell. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** A number with its noun: `1 check`, `2 checks`. `many`: an irregular plural. */
export const plural = (count: number, noun: string, many = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : many}`;
