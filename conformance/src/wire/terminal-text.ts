const unprintable = /\r(?!\n)|(?![\t\n\r])\p{Cc}|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * Text of a target in which characters that move the cursor, rewrite the screen or turn a line's
 * direction are spelt as `\\u` and their digits. Line breaks and tabs stay.
 */
export const printable = (text: string): string => text.replace(unprintable, escaped);

/**
 * Text of a target as one line of a terminal or a CI log. Line breaks and control characters are
 * spelt out, and so is the mark with which CI services find a command anywhere in a line (`##[`).
 */
export const terminalLine = (text: string): string =>
  printable(text.replaceAll('\n', '\\n').replaceAll('\r', '\\r'))
    .toWellFormed()
    .replace(/##(?=\w*\[)/g, '#\\u0023');

/**
 * Text of a target over several lines. Each line after the first starts with `margin`, which must
 * hold a visible character: CI services take `::` at the start of a line, indented or not, for a
 * command, and a reader takes `verdict:` for the verdict.
 */
export const terminalBlock = (text: string, margin: string): string =>
  text
    .split(/\r?\n/)
    .map((line, index) => (index === 0 ? '' : margin) + terminalLine(line))
    .join('\n');
