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
export const MAX_TEXT = 400;

/** The sections of a page: its headings, with the text below each. */
export const passagesOf = ({ address, title, body }: Page): readonly Passage[] =>
  body.split(/(?=<h[1-3] id=")/).flatMap((section) => {
    const [, id, heading = '', html = ''] = /^<h. id="([^"]+)">(.*?)<\/h.>([\s\S]*)/.exec(section) ?? [];
    const [name, text] = [textOf(heading), textOf(html).slice(0, MAX_TEXT)];
    if (id === undefined || text === '') return [];
    const page = `${address === '' ? '' : `${address}/`}index.html#${id}`;
    return [{ title: name === title ? title : `${title}: ${name}`, text, page }];
  });
