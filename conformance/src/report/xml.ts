// XML 1.0 cannot represent these characters, not even escaped.
const invalid = /(?![\t\n\r\u007f-\u009f])\p{Cc}|[\ufffe\uffff]/gu;

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // Parsers turn a carriage return into a line feed.
  '\r': '&#13;',
};

/** Text as the content of an element. */
export const xmlText = (text: string): string =>
  text
    .toWellFormed()
    .replace(invalid, '\ufffd')
    .replace(/[&<>"\r]/g, (character) => references[character] ?? character);

/**
 * Text as a quoted attribute. Line breaks and tabs are escaped, or parsers turn them into blanks.
 */
export const xmlAttribute = (text: string): string =>
  xmlText(text).replaceAll('\t', '&#9;').replaceAll('\n', '&#10;');
