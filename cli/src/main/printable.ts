import { stripVTControlCharacters } from 'node:util';
import { terminalBlock } from '@parsec-spec/conformance/terminal';

/** A text of a stranger (a server, a file) as a terminal may show it: without control characters, which could rewrite the screen. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\u{fffd}');
}

/** Output of a program without its colours. Each line after the first starts with `margin`. */
export const printableLines = (text: string, margin: string): string =>
  terminalBlock(stripVTControlCharacters(text), margin);
