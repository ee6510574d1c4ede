import { loadChecks } from '@parsec-spec/conformance/judge';
import { recordedAnswer, recordedRuns, titleOfRun } from '@parsec-spec/conformance/recorded';
import { API_VERSION } from '@parsec-spec/spec/commands';
import { requirements, sections } from '@parsec-spec/spec/requirements';
import { escaped } from '../generator/html.ts';
import { dayOf } from './card.ts';

/** The implementations with stored runs: the name of the run, and what is judged. */
const judged = [
  {
    name: `Scille's server, ${titleOfRun('parsec-cloud').replace(/ \(.*/, '')}`,
    run: 'parsec-cloud',
    kind: 'server',
  },
  { name: 'reference server', run: 'reference', kind: 'server' },
  { name: 'reference client', run: 'reference', kind: 'client' },
] as const;

/** The version, and a table of how many rules of each part an implementation kept in its stored runs. */
export async function keptRules(): Promise<string> {
  const checks = await loadChecks();
  const binding = requirements.filter(
    ({ level, supersededBy }) => level !== 'MAY' && supersededBy === undefined,
  );
  const rows = binding.map(({ id, section }) => ({
    section,
    kept: judged.map(({ run, kind }) => {
      const own = checks.filter((check) => check.kind === kind && check.requirements.includes(id));
      const outcomes = own.flatMap((check) => recordedAnswer(run, check.id)?.outcome ?? []);
      return outcomes.length === 0 ? undefined : outcomes.every((outcome) => outcome === 'pass');
    }),
  }));
  const cellsOf = (own: typeof rows): string =>
    judged
      .map((_, nth) => {
        const tried = own.flatMap(({ kept }) => kept[nth] ?? []);
        const text = tried.length === 0 ? '–' : `${tried.filter(Boolean).length} of ${tried.length}`;
        return `<td>${text}</td>`;
      })
      .join('');
  const head = judged.map(({ name }) => `<th scope="col">${escaped(name)}</th>`).join('');
  const tableOf = (name: string, body: string): string =>
    `<div class="table" tabindex="0" role="group" aria-label="${name}"><table><thead><tr><th scope="col">part</th>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
  const parts = [...Map.groupBy(rows, ({ section }) => section)].map(
    ([section, own]) =>
      `<tr><td><a href="/r/#${section}">${escaped(sections[section]?.name ?? section)}</a></td>${cellsOf(own)}</tr>`,
  );
  const days = new Set([dayOf('parsec-cloud'), dayOf('reference')]);
  const { version = '' } = recordedRuns.reference?.suite ?? {};
  return `<h2 id="kept-rules">Which implementation keeps which rules</h2>
<p>Version ${escaped(version)} of this specification describes revision ${API_VERSION} of the API. The table counts the rules (MUST and SHOULD) that were kept, of those that were tried, in the stored runs of ${[...days].join(' and ')}; the page of each rule has the answers.</p>
${tableOf('Rules kept', `<tr><td>all</td>${cellsOf(rows)}</tr>`)}
<details><summary>By part of the protocol</summary>${tableOf('Rules kept, by part', parts.join(''))}</details>
`;
}
