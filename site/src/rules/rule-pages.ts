import { loadChecks } from '@parsec-spec/conformance/judge';
import { sourceLocations } from '@parsec-spec/conformance/source-locations';
import { type Requirement, requirements, ruleAddress, sections } from '@parsec-spec/spec/requirements';
import { escaped } from '../generator/html.ts';
import type { Page } from '../generator/layout.ts';
import type { Text } from '../generator/markdown.ts';
import { MAX_TEXT, type Passage } from '../generator/passages.ts';
import type { Scene } from '../live/scene.ts';
import { card, ruleLine } from './card.ts';

/** A page for each requirement and for each row, and one that lists all. */
export async function rulePages(
  texts: readonly Text[],
  scenes: ReadonlyMap<string, Scene>,
): Promise<readonly Page[]> {
  const checks = await loadChecks();
  const sources = await sourceLocations();
  const rows = Map.groupBy(requirements, ({ row }) => row);
  const cards = requirements.map((requirement): Page => {
    const { id, row, supersededBy } = requirement;
    const body = card(requirement, {
      checks: checks.filter((check) => check.requirements.some((named) => named === id)),
      home: homesOf([requirement], texts)[0],
      sources,
      scene: scenes.get(id),
      row: rows.get(row) ?? [],
    });
    const forward = supersededBy === undefined ? {} : { forward: ruleAddress(supersededBy) };
    return { address: ruleAddress(id), title: id, body, isLive: true, ...forward };
  });
  return [...cards, ...[...rows].map(([row, own]) => rowPage(row, own, texts)), listPage(rows.size)];
}

/** The texts that state some of these requirements. */
const homesOf = (own: readonly Requirement[], texts: readonly Text[]): readonly Text[] =>
  texts.filter(({ source }) => own.some(({ id }) => source.markdown.includes(`**${id}**`)));

/** The requirements of a row of the catalogue. */
function rowPage(row: string, own: readonly Requirement[], texts: readonly Text[]): Page {
  const section = own[0]?.section ?? '';
  const homes = homesOf(own, texts).map(
    ({ address, title }) => `<a href="/${address}/">${escaped(title)}</a>`,
  );
  const later = requirements.filter(
    ({ id, row: other }) => other !== row && own.some(({ supersededBy }) => supersededBy === id),
  );
  const body = `<h1>${escaped(row)}</h1>
<p>A row: rules that belong together, in the part <a href="/r/#${section}">${escaped(sections[section]?.name ?? '')}</a>. Its rules are stated in ${homes.join(', ')}.</p>
${list(own)}${later.length === 0 ? '' : `<h2>Rules in place of superseded ones</h2>${list(later)}`}`;
  return { address: ruleAddress(row), title: row, body };
}

const list = (own: readonly Requirement[]): string => `<ul class="rules">${own.map(ruleLine).join('')}</ul>`;

function listPage(rows: number): Page {
  const isCurrent = ({ supersededBy }: Requirement): boolean => supersededBy === undefined;
  const current = requirements.filter(isCurrent).length;
  const parts = [...Map.groupBy(requirements, ({ section }) => section)].map(([section, own]) => {
    const { name = section, purpose = '' } = sections[section] ?? {};
    const superseded = own.filter((each) => !isCurrent(each));
    const folded = `<details><summary>Superseded rules (${superseded.length})</summary>${list(superseded)}</details>`;
    return `<h2 id="${section}">${escaped(name)}</h2><p>${escaped(purpose)}</p>${list(own.filter(isCurrent))}${superseded.length === 0 ? '' : folded}`;
  });
  const body = `<h1>Rules</h1><p>All ${requirements.length} requirements, by part of the protocol: ${current} in force and ${requirements.length - current} superseded. Each has a name and a short number, its row, such as <a href="/${ruleAddress('BOOT-09')}/">BOOT-09</a>; several rules can share a row, and there are ${rows}. <a href="/docs/COVERAGE/">What is verified</a> counts the rules in force.</p>${parts.join('')}`;
  return { address: 'r', title: 'Rules', body };
}

/** What the search finds: requirements and their rows. */
export function passagesOfRules(): readonly Passage[] {
  const page = (name: string): string => `${ruleAddress(name)}/index.html`;
  const rows = [...Map.groupBy(requirements, ({ row }) => row)].map(([row, own]) => ({
    title: row,
    text: own.map(({ id }) => id).join(', '),
    page: page(row),
  }));
  const cards = requirements.map(({ id, row, level, sentence, why = '' }) => ({
    title: id,
    text: `${row}: ${level} ${sentence} ${why}`.replaceAll('`', '').slice(0, MAX_TEXT),
    page: page(id),
  }));
  return [...rows, ...cards];
}
