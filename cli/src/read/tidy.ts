/**
 * Prepares Markdown for a terminal: removes comments and links to files, and introduces each
 * example by its precondition, its sender and the kind of each message. Code is unchanged.
 */
export const tidy = (markdown: string): string =>
  markdown
    .split(/^(```[^\n]*\n[\s\S]*?^```$)/m)
    .map((part) => (part.startsWith('```') ? fence(part) : prose(part)))
    .join('');

const example = /<!-- example: (?:given=(\S+)|then)(?: by=(\S+))?(?: family=(\S+))? -->\n?/g;

const prose = (text: string): string =>
  text
    .replace(example, (_whole, given?: string, by?: string, family?: string) => {
      const start = given === undefined ? 'Then' : `Given: ${given}`;
      const more = [by && `by ${by}`, family && `family ${family}`].filter(Boolean);
      return `*${[start, ...more].join('; ')}.*\n\n`;
    })
    .replace(/<!--[\s\S]*?-->\n?/g, '')
    .replace(/\[([^\]]+)\]\((?!https?:)[^)]*\)/g, '$1');

const fence = (text: string): string =>
  text.replace(/^```json (request|reply|event)\n/, '*$1:*\n\n```json\n');
