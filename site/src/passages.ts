import { requirements, ruleAddress } from '@parsec-spec/spec/requirements';
import type { ApiPage } from './api/api-pages.ts';
import type { Text } from './markdown.ts';

/** A passage that the search finds. */
export interface Passage {
  readonly title: string;
  readonly text: string;
  /** Address of the page, and the heading. */
  readonly page: string;
}

/** Longest text of a passage, in characters. */
const MAX_TEXT = 400;

/** The sections of the texts, the requirements and their rows. */
export function passagesOf(texts: readonly Text[]): readonly Passage[] {
  const cards = requirements.map(({ id, row, level, sentence, why = '' }) => ({
    title: id,
    text: `${row}: ${level} ${sentence} ${why}`.replaceAll('`', '').slice(0, MAX_TEXT),
    page: `${ruleAddress(id)}/index.html`,
  }));
  const rows = [...Map.groupBy(requirements, ({ row }) => row)].map(([row, own]) => ({
    title: row,
    text: own.map(({ id }) => id).join(', '),
    page: `${ruleAddress(row)}/index.html`,
  }));
  const sectionsOfTexts = texts.flatMap(({ title, source, headings }) =>
    source.markdown
      .replace(/<!--[\s\S]*?-->/g, '')
      .split(/^#{1,3} .*$/m)
      .slice(1)
      .map((text, index) => {
        const { text: heading = title, id = '' } = headings[index] ?? {};
        return {
          title: heading === title ? title : `${title}: ${heading}`,
          text: text
            .replace(/[`*|#[\]]|\([^)]*\.md[^)]*\)/g, ' ')
            .replace(/\s+/g, ' ')
            .trim()
            .slice(0, MAX_TEXT),
          page: `${source.address === '' ? '' : `${source.address}/`}index.html#${id}`,
        };
      }),
  );
  return [...sectionsOfTexts, ...rows, ...cards].filter(({ text }) => text !== '');
}

/** The exports of the packages. */
export const passagesOfApi = (pages: readonly ApiPage[]): readonly Passage[] =>
  pages.flatMap(({ address, title, entries }) =>
    entries
      .filter(({ text }) => text !== '')
      .map(({ id, name, text }) => ({
        title: `${name} of ${title}`,
        text: text.replaceAll('`', '').slice(0, MAX_TEXT),
        page: `${address}/index.html#${id}`,
      })),
  );
