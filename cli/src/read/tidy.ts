/** Markdown as it is best read in a terminal: no comments, no links to files, examples introduced by their precondition. Code stays as it is. */
export const tidy = (markdown: string): string =>
  markdown
    .split(/^(```[^\n]*\n[\s\S]*?^```$)/m)
    .map((part) => (part.startsWith('```') ? fence(part) : prose(part)))
    .join('');

const prose = (text: string): string =>
  text
    .replace(
      /<!-- example: given=(\S+)(?: family=(\S+))? -->\n?/g,
      (_whole, given: string, family?: string) =>
        family === undefined ? `*Given: ${given}.*\n\n` : `*Given: ${given}; family ${family}.*\n\n`,
    )
    .replace(/<!--[\s\S]*?-->\n?/g, '')
    .replace(/\[([^\]]+)\]\((?!https?:)[^)]*\)/g, '$1');

const fence = (text: string): string => text.replace(/^```json (request|reply)\n/, '*$1:*\n\n```json\n');
