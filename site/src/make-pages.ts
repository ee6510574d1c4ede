import { loadChecks } from '@parsec-spec/conformance/judge';
import { sourceLocations } from '@parsec-spec/conformance/source-locations';
import { type Requirement, requirements, ruleAddress, sections } from '@parsec-spec/spec/requirements';
import { linkTo } from './addresses.ts';
import { apiPages } from './api/api-pages.ts';
import { card, ruleLine } from './card.ts';
import { escaped } from './html.ts';
import { journeyPages } from './journeys/journey-page.ts';
import { recordJourneys } from './journeys/record-journeys.ts';
import type { Group, Page } from './layout.ts';
import type { Scene } from './live/scene.ts';
import { renderAll, type Text } from './markdown.ts';
import { type Passage, passagesOf, passagesOfApi } from './passages.ts';
import { recordScenes } from './record-scenes.ts';
import { readSources, root } from './sources.ts';

/** All pages, their navigation, and what the search finds. */
export interface Site {
  readonly pages: readonly Page[];
  readonly groups: readonly Group[];
  readonly passages: readonly Passage[];
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
  const sources = readSources(from);
  const texts = renderAll(sources);
  const pages: Page[] = texts.map(({ source, title, body, headings }) => ({
    address: source.address,
    title,
    body,
    headings,
  }));
  const journeys = journeyPages(
    await recordJourneys(),
    new Map(sources.map(({ file, address }) => [file, address])),
  );
  pages.push(...journeys);
  const groups = [...new Set(sources.map(({ group }) => group))].map((name) => ({
    name,
    pages: texts
      .filter(({ source }) => source.group === name)
      .map(({ source, title }) => ({ address: source.address, title })),
  }));
  groups.splice(1, 0, { name: 'Journeys', pages: [...journeys] });
  pages.push(...overviews(groups, texts));
  const api = withApi ? await apiPages() : [];
  pages.push(...api);
  if (api.length > 0)
    groups.push({
      name: 'Packages',
      pages: api.map(({ address, title }) => ({ address, title: title.replace('@parsec-spec/', '') })),
    });

  const checks = await loadChecks();
  const scenes = await recordScenes();
  const places = await sourceLocations();
  for (const requirement of requirements) {
    const { id } = requirement;
    const home = texts.find(({ source }) => source.markdown.includes(`**${id}**`));
    const own = checks.filter((check) => check.requirements.some((named) => named === id));
    const body = card(requirement, {
      checks: own,
      home: home && { address: home.source.address, title: home.title },
      sources: places,
      scene: scenes.get(id),
      row: requirements.filter(({ row }) => row === requirement.row),
    });
    const page = { address: ruleAddress(id), title: id, body, isLive: true };
    const { supersededBy } = requirement;
    pages.push(supersededBy === undefined ? page : { ...page, forward: ruleAddress(supersededBy) });
  }
  for (const [row, own] of Map.groupBy(requirements, (requirement) => requirement.row))
    pages.push(rowPage(row, own, texts));
  pages.push(allRules(), searchPage, notFound());
  return {
    pages,
    groups,
    passages: [...journeys.flatMap(({ passages }) => passages), ...passagesOf(texts), ...passagesOfApi(api)],
    scenes,
  };
}

/** A page for each folder of texts that has no page of its own: its texts with their first sentences. */
function overviews(groups: readonly Group[], texts: readonly Text[]): readonly Page[] {
  const known = new Map(texts.map((text) => [text.source.address, text]));
  const folderOf = ({ pages: [first] }: Group): string => first?.address.split('/')[0] ?? '';
  return [...Map.groupBy(groups, folderOf)]
    .filter(([folder]) => folder !== '' && folder !== 'journeys' && !known.has(folder))
    .map(([folder, own]) => {
      const lists = own.map(({ name, pages }) => {
        const items = pages.map(({ address, title }) => {
          const [, first = ''] = /<p>([\s\S]*?[.])(?=\s|<)/.exec(known.get(address)?.body ?? '') ?? [];
          return `<li><a href="${linkTo(folder, address)}">${escaped(title)}</a><br>${first.replace(/<[^>]+>/g, '')}</li>`;
        });
        return `<h2>${escaped(name)}</h2><ul>${items.join('')}</ul>`;
      });
      const title = own.at(-1)?.name ?? folder;
      return { address: folder, title, body: `<h1>${escaped(title)}</h1>${lists.join('')}` };
    });
}

/** The requirements of a row of the catalogue. */
function rowPage(row: string, own: readonly Requirement[], texts: readonly Text[]): Page {
  const address = ruleAddress(row);
  const homes = texts.filter(({ source }) => own.some(({ id }) => source.markdown.includes(`**${id}**`)));
  const links = homes.map(
    ({ source, title }) => `<a href="${linkTo(address, source.address)}">${escaped(title)}</a>`,
  );
  const part = sections[own[0]?.section ?? '']?.name ?? '';
  const later = requirements.filter(
    ({ id, row: other }) => other !== row && own.some(({ supersededBy }) => supersededBy === id),
  );
  const body = `<h1>${escaped(row)}</h1>
<p>A row: rules that belong together, in the part <a href="${linkTo(address, 'r', `#${own[0]?.section}`)}">${escaped(part)}</a>. Its rules are stated in ${links.join(', ')}.</p>
${ruleList(address, own)}${later.length === 0 ? '' : `<h2>Rules in place of superseded ones</h2>${ruleList(address, later)}`}`;
  return { address, title: row, body };
}

const ruleList = (from: string, own: readonly Requirement[]): string =>
  `<ul class="rules">${own.map((each) => ruleLine(from, each)).join('')}</ul>`;

function allRules(): Page {
  const inForce = requirements.filter(({ supersededBy }) => supersededBy === undefined);
  const parts = [...Map.groupBy(requirements, ({ section }) => section)].map(([section, own]) => {
    const { name = section, purpose = '' } = sections[section] ?? {};
    const superseded = own.filter((each) => !inForce.includes(each));
    const folded =
      superseded.length === 0
        ? ''
        : `<details><summary>Superseded rules (${superseded.length})</summary>${ruleList('r', superseded)}</details>`;
    const current = own.filter((each) => inForce.includes(each));
    return `<h2 id="${section}">${escaped(name)}</h2><p>${escaped(purpose)}</p>${ruleList('r', current)}${folded}`;
  });
  const headings = [...new Set(requirements.map(({ section }) => section))].map((section) => ({
    id: section,
    text: sections[section]?.name ?? section,
    depth: 2,
  }));
  const rows = new Set(requirements.map(({ row }) => row)).size;
  const coverage = `<a href="${linkTo('r', 'docs/COVERAGE')}">What is verified</a>`;
  const body = `<h1>Rules</h1><p>All ${requirements.length} requirements, by part of the protocol: ${inForce.length} in force and ${requirements.length - inForce.length} superseded. Each has a name and a short number, its row, such as <a href="${linkTo('r', ruleAddress('BOOT-09'))}">BOOT-09</a>; several rules can share a row, and there are ${rows}. ${coverage} counts the rules in force.</p>${parts.join('')}`;
  return { address: 'r', title: 'Rules', body, headings };
}

const searchPage: Page = {
  address: 'search',
  title: 'Search',
  body: `<h1>Search</h1>
<form role="search"><label for="words">Words of the specification, or the id of a requirement</label>
<input id="words" type="search" autocomplete="off" spellcheck="false"></form>
<p id="count" role="status"></p>
<ol id="hits"></ol>
<noscript><p>Search needs scripts. <a href="../r/index.html">All rules on one page</a> can be searched by the browser.</p></noscript>
<script src="../minisearch.js"></script>
<script src="passages.js"></script>
<script src="search-index.js"></script>
<script src="search.js"></script>`,
};

/** The first parts of the ids of requirements. */
const requirementFolders = [...new Set(requirements.map(({ id }) => id.split('/')[0]))];

const FOLDERS = 'journeys|api|protocol|commands|administration|certificates|types|docs|search|404';

// The address says where the site begins: before one of its folders, or where a reader forgot `r/`.
const BASE_OF_404 = `const path = location.pathname;
const before = (names) => new RegExp('^(.*?/)(?:' + names + ')(?:/|$)').exec(path);
const [, start] = before('r') ?? before('${FOLDERS}') ?? before('${requirementFolders.join('|')}') ?? [0, path.replace(/[^/]*$/, '')];
const base = document.createElement('base');
base.href = start + '404/';
document.head.prepend(base);`;

/** Static hosts show it for an unknown address, at any depth. */
function notFound(): Page {
  const body = `<h1>No page has this address</h1>
<p id="similar">The address of a rule or of a row is <code>/r/ID</code>, such as <code>/r/BOOT-09</code>.</p>
<ul id="hits"></ul>
<p><a href="${linkTo('404', 'r')}">All rules</a> and <a href="${linkTo('404', 'search')}">search</a>.</p>
<script src="../minisearch.js"></script>
<script src="../search/passages.js"></script>
<script src="../search/similar.js"></script>`;
  return { address: '404', title: 'No page', body, script: BASE_OF_404 };
}
