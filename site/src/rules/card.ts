import { globSync } from 'node:fs';
import { needsMore } from '@parsec-spec/conformance/in-process';
import { type Check, locationOf } from '@parsec-spec/conformance/judge';
import {
  recordedAnswer,
  recordedExamples,
  recordedRuns,
  storageOfRun,
  titleOfRun,
} from '@parsec-spec/conformance/recorded';
import type { SourceLine, SourceLocations } from '@parsec-spec/conformance/source-locations';
import { guardedRequirements } from '@parsec-spec/reference-server/core';
import { bytesOfBase64, hexOf } from '@parsec-spec/spec/codec';
import { type Requirement, type RequirementId, ruleAddress, sections } from '@parsec-spec/spec/requirements';
import { isForPages } from '../bundle-live.ts';
import { codeFigure, escaped } from '../generator/html.ts';
import { root } from '../generator/sources.ts';
import { curlOf } from '../live/explain-request.ts';
import type { Scene } from '../live/scene.ts';

/** What the card of a requirement needs beside the requirement. */
export interface CardContext {
  /** The checks that name the requirement. */
  readonly checks: readonly Check[];
  /** Address and title of the page that states it. */
  readonly home: { readonly address: string; readonly title: string } | undefined;
  readonly sources: SourceLocations;
  /** The recorded request of the live part; undefined if there is none. */
  readonly scene: Scene | undefined;
  /** Other requirements of its row. */
  readonly row: readonly Requirement[];
}

/** The recorded request of a requirement, in the folder of its page. */
export const SCENE_FILE = 'scene.json';

/** The server whose answers are recorded. */
const SERVER = titleOfRun('parsec-cloud');

/** The day of a stored run. */
export const dayOf = (run: string): string => recordedRuns[run]?.startedAt.slice(0, 10) ?? '';

/** How a check ended on the reference server or client: where, when, and with which outcome. */
function endedOnReference({ id, kind }: Check): string | undefined {
  const answer = recordedAnswer('reference', id);
  if (answer === undefined) return undefined;
  const { run, outcome } = answer;
  const storage = kind === 'client' ? '' : ` ${storageOfRun(run)}`.trimEnd();
  return `recorded on the reference ${kind}${storage} on ${dayOf(run)}: ${escaped(outcome)}`;
}

/** The page of a requirement: its text and reason, its mutants and its checks. */
export function card(requirement: Requirement, { checks, home, sources, scene, row }: CardContext): string {
  const { id, level, section, sentence: duty, why, testable, reason, supersededBy } = requirement;
  const { name = section } = sections[section] ?? {};
  const inPage = checksInPage(checks);
  const files = (sources.mutants[id] ?? []).map(({ file }) => file);
  const mutants = [...new Set(files.filter((file) => file.endsWith('/mutants.ts')))].join(' ');
  const others = row.filter((other) => other.id !== id);
  return [
    `<h1><code>${escaped(id)}</code></h1>`,
    `<p class="rule ${level.toLowerCase()}">${sentence(requirement)}</p>`,
    supersededBy === undefined
      ? ''
      : `<p>Superseded by <a href="/${ruleAddress(supersededBy)}/">${escaped(supersededBy)}</a>.</p>`,
    `<dl class="facts"><dt>Row</dt><dd><a href="/${ruleAddress(requirement.row)}/">${escaped(requirement.row)}</a></dd>`,
    `<dt>Part</dt><dd><a href="/r/#${section}">${escaped(name)}</a></dd>`,
    home === undefined
      ? ''
      : `<dt>Stated in</dt><dd><a href="/${home.address}/#${id.slice(id.indexOf('/') + 1)}">${escaped(home.title)}</a></dd>`,
    '</dl>',
    why === undefined ? '' : `<h2>Why</h2><p>${inline(why)}</p>`,
    testable ? '' : `<h2>Not tested</h2><p>${inline(reason ?? '')}</p>`,
    exampleOf(id, checks),
    scene === undefined ? '' : bytesOf(scene),
    scene === undefined
      ? unsent(id, checks)
      : livePart(id, 'live.js', 'Send this request to the reference server, here in this page', {
          scene: SCENE_FILE,
          rules: '/r',
          expected: recordedExamples[id]?.expected ?? '',
          mutants,
          duty,
        }),
    checksOf(requirement, checks),
    inPage.length === 0
      ? ''
      : livePart(id, 'judge.js', 'Run the checks, here in this page', {
          checks: JSON.stringify(inPage),
          mutants,
          duty,
        }),
    scene === undefined && inPage.length === 0 ? '' : `<script src="/live-loader.js"></script>`,
    sourcesOf(sources, id),
    others.length === 0
      ? ''
      : `<h2>In the same row</h2><ul>${others.map((other) => ruleLine(other)).join('')}</ul>`,
  ].join('\n');
}

/** Where the rule is enforced, broken on purpose and fixed in bytes. */
function sourcesOf({ guards, clientRules, mutants }: SourceLocations, id: string): string {
  const places = (lines: Readonly<Record<string, readonly SourceLine[]>>): readonly string[] =>
    (lines[id] ?? []).map(
      ({ file, line, name }) => `${name === undefined ? '' : `${name}, `}${file}:${line}`,
    );
  const [subject = ''] = id.split('/');
  const vectors = vectorFiles.filter((file) =>
    file
      .replace(/\.json$/, '')
      .split('/')
      .includes(subject),
  );
  const rows = [
    ['The server refuses here', places(guards)],
    ['The client decides here', places(clientRules)],
    ['Servers or clients that break the rule on purpose (mutants)', places(mutants)],
    ['Test vectors', vectors],
  ] as const;
  const shown = rows.filter(([, files]) => files.length > 0);
  if (shown.length === 0) return '';
  const items = shown.map(
    ([name, files]) =>
      `<dt>${name}</dt><dd>${files.map((file) => `<code>${escaped(file)}</code>`).join('<br>')}</dd>`,
  );
  return `<h2>In the source code</h2><dl class="facts">${items.join('')}</dl>`;
}

/** Files of test vectors, each on one subject or in the folder of one. */
const vectorFiles = globSync('fixtures/*/*.json', { cwd: root }).map((file) => file.replaceAll('\\', '/'));

function exampleOf(id: string, checks: readonly Check[]): string {
  const example = recordedExamples[id];
  if (example === undefined || !checks.some((check) => check.id === example.check))
    return withoutExample(checks);
  const { label, lines, expected, valid } = example;
  const rows = lines.map((line) => {
    const isFaulty = line.startsWith('! ');
    const text = escaped(line.replace(/^[! ] /, ''));
    return isFaulty ? `<mark>${text}</mark>` : text;
  });
  const marked = lines.some((line) => line.startsWith('! ')) ? '; the mistake is marked' : '';
  return [
    `<h2>A request</h2><figure class="code"><figcaption>${escaped(label ?? 'one that the check sends')}${marked}</figcaption>`,
    `<pre tabindex="0"><code>${rows.join('\n')}</code></pre></figure>`,
    `<dl class="facts"><dt>Expected</dt><dd>${inline(expected.replace(/^200 /, 'HTTP 200, status '))}</dd>`,
    valid === undefined ? '' : `<dt>The valid request</dt><dd>${inline(valid)}</dd>`,
    '</dl>',
  ].join('');
}

/** Why no request is shown. */
function withoutExample(checks: readonly Check[]): string {
  if (checks.length === 0) return '';
  const isOfClients = checks.every(({ kind }) => kind === 'client');
  return `<h2>A request</h2><p>${isOfClients ? 'None: the rule binds clients, and its checks play their server.' : 'None that shows this rule by itself.'}</p>`;
}

/** The recorded request and its valid twin in bytes, and as commands. */
function bytesOf({ request, valid }: Scene): string {
  const figures = Object.entries({ 'The request': request, 'The valid request': valid }).flatMap(
    ([name, call]) =>
      call === undefined
        ? []
        : [
            codeFigure(`${name}: body in hexadecimal`, hexOf(bytesOfBase64(call.body)) || 'none'),
            codeFigure(`${name}: curl, to a server on this machine in the same state`, curlOf(call)),
          ],
  );
  return `<details><summary>In bytes, and as a command</summary>${figures.join('')}</details>`;
}

/** The live parts of a card. Each loads its scripts when it is opened. */
function livePart(
  id: string,
  module: string,
  summary: string,
  data: Readonly<Record<string, string>>,
): string {
  const attributes = { module, requirement: id, ...data };
  const guarded = guardedRequirements.includes(id as RequirementId) ? ' data-guarded' : '';
  const written = Object.entries(attributes).map(([name, value]) => ` data-${name}="${escaped(value)}"`);
  return `<details class="live"${written.join('')}${guarded}><summary>${summary}</summary><p>This part needs scripts.</p></details>`;
}

/** Checks that can run in the page, with their files. */
const checksInPage = (checks: readonly Check[]) =>
  checks.flatMap((check) => {
    const file = locationOf(check.id)?.file;
    return check.kind === 'server' && needsMore(check) === undefined && file !== undefined && isForPages(file)
      ? [[check.id, file]]
      : [];
  });

function checksOf({ id: rule, testable }: Requirement, checks: readonly Check[]): string {
  if (checks.length === 0) return testable ? '<h2>Checks</h2><p>None yet.</p>' : '';
  // Checks of one rule often end alike.
  const rows = [
    ...Map.groupBy(checks, (check) => `<td>${answered(check)}</td><td>${placeOfRun(check)}</td>`),
  ].map(([cells, own]) => `<tr><td>${namesOf(own)}</td>${cells}</tr>`);
  return `<h2>Checks</h2><div class="table" tabindex="0" role="group" aria-label="Checks"><table><thead><tr><th scope="col">check</th><th scope="col">${SERVER}</th><th scope="col">runs</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>
<p>A check may send several requests, also valid ones; the answers shown are those to the requests that it names, or else to one that it sent last. The answers of ${SERVER} were recorded on ${dayOf('parsec-cloud')}.</p>
${codeFigure('Run them', `npx --no parsec-spec validate TARGET --only ${rule}`)}
<p><a href="/docs/judge-a-server/#targets">What TARGET can be</a></p>`;
}

/** The names of checks, with the place of each in the source code. */
function namesOf(checks: readonly Check[]): string {
  const byPlace = Map.groupBy(checks, ({ id }) => {
    const { file = '', line } = locationOf(id) ?? {};
    return line === undefined ? file : `${file}:${line}`;
  });
  return [...byPlace]
    .flatMap(([place, own]) => [
      ...own.map(({ id }) => `<code>${escaped(id)}</code>`),
      ...(place === '' ? [] : [`<small>${place}</small>`]),
    ])
    .join('<br>');
}

/** Why the request of a card cannot be sent in the page, and how its check ended. */
function unsent(id: string, checks: readonly Check[]): string {
  const check = checks.find((own) => own.id === recordedExamples[id]?.check);
  if (check === undefined) return '';
  return `<p>This request cannot be sent in the page. Its check <code>${escaped(check.id)}</code> runs ${placeOf(check)}; ${endedOnReference(check) ?? 'not recorded'}.</p>`;
}

/** Where a check runs, and how it ended unless the page can run it. */
function placeOfRun(check: Check): string {
  const place = placeOf(check);
  if (place === IN_PAGE) return place;
  return `${place}; ${endedOnReference(check) ?? 'not recorded'}`;
}

const IN_PAGE = 'in this page';

function placeOf(check: Check): string {
  if (check.kind === 'client') return 'with a client: <code>validate client:…</code>';
  if (checksInPage([check]).length > 0) return IN_PAGE;
  const need = needsMore(check);
  return need === undefined ? 'with files' : `on a target with ${escaped(need)}`;
}

/** Longest answer of a server, in characters. */
const MAX_ANSWER = 240;

/** An answer that is not too long: whole parts of it, and a sign that there are more. */
function shortened(answer: string): string {
  if (answer.length <= MAX_ANSWER) return escaped(answer);
  const end = answer.lastIndexOf('; ', MAX_ANSWER);
  return `${escaped(answer.slice(0, end > 0 ? end : MAX_ANSWER))} …`;
}

function answered({ id, kind }: Check): string {
  if (kind === 'client') return 'a check of clients';
  const answer = recordedAnswer('parsec-cloud', id);
  if (answer === undefined) return 'not recorded';
  const { run, observed, answers } = answer;
  const storage = storageOfRun(run);
  const place = storage === '' || storage === storageOfRun('parsec-cloud') ? '' : `, ${storage}`;
  if (observed !== undefined) return `does not keep the rule${place}: ${shortened(observed)}`;
  const shown = answers.length === 0 ? '' : `: ${shortened([...new Set(answers)].join('; '))}`;
  return `keeps the rule${place}${shown}`;
}

/** The sentence of a requirement with its subject. */
function sentence({ underTest, level, sentence: text }: Requirement): string {
  const party = underTest === 'both' ? 'A server and a client' : `A ${underTest}`;
  return `${party} <strong>${level}</strong> ${inline(text)}`;
}

/** A requirement as an item of a list, with its row, and its successor if there is one. */
export function ruleLine(requirement: Requirement): string {
  const { id, row, supersededBy } = requirement;
  const link = (name: string): string => `<a href="/${ruleAddress(name)}/">${escaped(name)}</a>`;
  const end = supersededBy === undefined ? '' : `; superseded by ${link(supersededBy)}`;
  return `<li><a href="/${ruleAddress(id)}/"><code>${escaped(id)}</code></a> ${sentence(requirement)} (${link(row)}${end})</li>`;
}

/** Text with its `code` spans. */
const inline = (text: string): string =>
  text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? `<code>${escaped(part)}</code>` : escaped(part)))
    .join('');
