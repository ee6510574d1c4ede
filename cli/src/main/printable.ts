/** A text of a stranger (a server, a file) as a terminal may show it: without control characters, which could rewrite the screen. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\u{fffd}');
}

/** The same, of several lines. */
export const printableLines = (text: string): string => text.split(/\r?\n/).map(printable).join('\n');
