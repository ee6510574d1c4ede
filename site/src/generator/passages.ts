import { textOf } from './html.ts';
import type { Page } from './layout.ts';

/** A passage that the search finds. */
export interface Passage {
  readonly title: string;
  readonly text: string;
  /** Address of the page, and the heading. */
  readonly page: string;
}

/** Longest text of a passage, in characters. */
export const MAX_TEXT = 4000;

/** The sections of a page: its headings, with the text below each; and the rows of tables that are looked up. */
export const passagesOf = ({ address, title, body }: Page): readonly Passage[] =>
  body.split(/(?=<h[1-3] id=")/).flatMap((section) => {
    const [, id, heading = '', html = ''] = /^<h. id="([^"]+)">(.*?)<\/h.>([\s\S]*)/.exec(section) ?? [];
    const [name, text] = [textOf(heading), textOf(html).slice(0, MAX_TEXT)];
    if (id === undefined || text === '' || rowsOf(html, OTHER_WORDS).length > 0) return [];
    const page = `${address === '' ? '' : `${address}/`}index.html#${id}`;
    const rows = LOOKED_UP.flatMap((column) => rowsOf(html, column)).map(([first, ...others]) => ({
      title: `${title}: ${first}`,
      text: others.join('; '),
      page,
    }));
    return [{ title: name === title ? title : `${title}: ${name}`, text, page }, ...rows];
  });

/** The first columns of tables whose rows a reader looks up. */
const LOOKED_UP = ['word', 'what', 'HTTP status'];

/** The first column of the table of synonyms. */
const OTHER_WORDS = 'other words';

/** The cells of the tables whose first column has this name. */
function rowsOf(html: string, column: string): readonly (readonly string[])[] {
  const tables = html.match(/<table>[\s\S]*?<\/table>/g) ?? [];
  return tables
    .filter((table) => table.includes(`<tr>\n<th scope="col">${column}</th>`))
    .flatMap((table) =>
      [...table.matchAll(/<tr>\s*<td>([\s\S]*?)<\/tr>/g)].map(([, row = '']) =>
        row.split('<td>').map((cell) => textOf(cell)),
      ),
    );
}
