import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { requirements } from '@parsec-spec/spec/requirements';
import { synonymsIn } from '@parsec-spec/spec/search';
import { apiPages } from './api/api-pages.ts';
import { escaped, textOf } from './generator/html.ts';
import type { Group, Page } from './generator/layout.ts';
import { renderAll, type Text } from './generator/markdown.ts';
import { passagesOf } from './generator/passages.ts';
import type { SearchData } from './generator/search-index.ts';
import { readSources, root } from './generator/sources.ts';
import { journeyPages } from './journeys/journey-page.ts';
import { recordJourneys } from './journeys/record-journeys.ts';
import type { Scene } from './live/scene.ts';
import { recordScenes } from './record-scenes.ts';
import { keptRules } from './rules/kept-rules.ts';
import { passagesOfRules, rulePages } from './rules/rule-pages.ts';

/** Scripts, style and fixed texts of the pages. */
export const assets = join(import.meta.dirname, '..', 'assets');

/** All pages, their navigation, and what the search finds. */
export interface Site extends SearchData {
  readonly pages: readonly Page[];
  readonly groups: readonly Group[];
  /** The recorded requests of the live parts, by requirement. */
  readonly scenes: ReadonlyMap<string, Scene>;
}

/** What can be left out of a site, for a test of something else. */
export interface SiteOptions {
  /** Pages of the packages' modules, which take the most time; default: true. */
  readonly withApi?: boolean;
  /** The folder with the texts, if it is not this repository. */
  readonly from?: string;
}

/**
 * Makes all pages from the texts of the repository and the list of requirements.
 *
 * @throws BrokenText for a text that cannot become a page
 */
export async function makePages({ withApi = true, from = root }: SiteOptions = {}): Promise<Site> {
  const kept = await keptRules();
  const texts = renderAll(readSources(from)).map((text) =>
    // The first page shows it after its introduction.
    text.address === '' ? { ...text, body: text.body.replace(/(?=<h2 )|$/, () => kept) } : text,
  );
  const addresses = new Map(texts.map(({ source, address }) => [source.file, address]));
  const journeys = journeyPages(await recordJourneys(), addresses);
  const api = withApi ? await apiPages() : [];
  const groups: Group[] = [...Map.groupBy(texts, ({ source }) => source.group)].map(([name, pages]) => ({
    name,
    pages,
  }));
  const overviews = overviewsOf(groups, texts);
  const rules = { name: 'Rules', pages: [{ address: 'r', title: 'All rules' }] };
  groups.splice(1, 0, { name: 'Journeys', pages: journeys }, rules);
  if (api.length > 0)
    groups.push({
      name: 'Packages',
      pages: api.map(({ address, title }) => ({ address, title: title.replace('@parsec-spec/', '') })),
    });
  const scenes = await recordScenes();
  const fixed = [
    { address: 'search', title: 'Search', body: readFileSync(join(assets, 'search.html'), 'utf8') },
    notFound,
  ];
  return {
    pages: [...texts, ...journeys, ...overviews, ...api, ...(await rulePages(texts, scenes)), ...fixed],
    groups,
    passages: [
      ...journeys.flatMap(({ passages }) => passages),
      ...texts.flatMap(passagesOf),
      ...passagesOfRules(),
      ...api.flatMap(passagesOf),
    ],
    synonyms: texts.flatMap(({ source }) => synonymsIn(source.markdown)),
    scenes,
  };
}

/** A page for each folder of texts that has no page of its own: its texts with their first sentences. */
function overviewsOf(groups: readonly Group[], texts: readonly Text[]): readonly Page[] {
  const known = new Map(texts.map((text) => [text.address, text]));
  const folderOf = ({ pages: [first] }: Group): string => first?.address.split('/')[0] ?? '';
  return [...Map.groupBy(groups, folderOf)]
    .filter(([folder]) => folder !== '' && !known.has(folder))
    .map(([folder, own]) => {
      const lists = own.map(({ name, pages }) => {
        const items = pages.map(({ address, title }) => {
          const [, first = ''] = /<p>([\s\S]*?[.])(?=\s|<)/.exec(known.get(address)?.body ?? '') ?? [];
          return `<li><a href="/${address}/">${escaped(title)}</a><br>${escaped(textOf(first))}</li>`;
        });
        return `<h2>${escaped(name)}</h2><ul>${items.join('')}</ul>`;
      });
      const title = own.at(-1)?.name ?? folder;
      return { address: folder, title, body: `<h1>${escaped(title)}</h1>${lists.join('')}` };
    });
}

const FOLDERS = 'journeys|api|protocol|commands|administration|certificates|payloads|types|docs|search|404';

/** The first parts of the ids of requirements. */
const requirementFolders = [...new Set(requirements.map(({ id }) => id.split('/')[0]))].join('|');

/** Static hosts show it for an unknown address, at any depth. */
const notFound: Page = {
  address: '404',
  title: 'No page',
  body: readFileSync(join(assets, '404.html'), 'utf8'),
  // A host can say where the site begins. Otherwise the address does: before one of its folders, or where a reader
  // forgot `r/`.
  script: `const path = location.pathname;
const before = (names) => new RegExp('^(.*?/)(?:' + names + ')(?:/|$)').exec(path);
const [, start] = before('r') ?? before('${FOLDERS}') ?? before('${requirementFolders}') ?? [0, path.replace(/[^/]*$/, '')];
const base = document.createElement('base');
base.href = start + '404/';
if (document.querySelector('base') === null) document.head.prepend(base);`,
};
