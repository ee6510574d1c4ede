import { stripVTControlCharacters } from 'node:util';
import { terminalBlock } from '@parsec-spec/conformance/wire';

export { printable } from '@parsec-spec/spec/scalars';

/**
 * Removes the colours from the output of a program. Each line after the first starts with `margin`.
 */
export const printableLines = (text: string, margin: string): string =>
  terminalBlock(stripVTControlCharacters(text), margin);
