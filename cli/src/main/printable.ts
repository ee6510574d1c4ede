import { stripVTControlCharacters } from 'node:util';

/** A text of a stranger (a server, a file) as a terminal may show it: without control characters, which could rewrite the screen. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\u{fffd}');
}

/** The same, of several lines, in which tabs stay and colours go: what programs write. */
export const printableLines = (text: string): string =>
  stripVTControlCharacters(text)
    .split(/\r?\n/)
    .map((line) => line.split('\t').map(printable).join('\t'))
    .join('\n');
