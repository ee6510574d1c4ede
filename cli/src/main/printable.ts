import { stripVTControlCharacters } from 'node:util';
import { terminalBlock } from '@parsec-spec/conformance/wire';

/**
 * Makes a text of a server or a file safe for a terminal: replaces control characters, which could
 * rewrite the screen.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, '\u{fffd}');
}

/**
 * Removes the colours from the output of a program. Each line after the first starts with `margin`.
 */
export const printableLines = (text: string, margin: string): string =>
  terminalBlock(stripVTControlCharacters(text), margin);
