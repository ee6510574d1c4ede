import { type Check, locationOf } from '@parsec-spec/conformance/judge';
import { recordedAnswers, recordedExamples } from '@parsec-spec/conformance/recorded';
import { guardedRequirements } from '@parsec-spec/reference-server/core';
import { type Requirement, type RequirementId, sections } from '@parsec-spec/spec/requirements';
import { fileFrom, linkTo, ruleAddress } from './addresses.ts';
import type { Scene } from './live/scene.ts';
import { escaped } from './markdown.ts';

/** What the card of a requirement needs beside the requirement. */
export interface CardContext {
  /** The checks that name the requirement. */
  readonly checks: readonly Check[];
  /** Address and title of the page that states it. */
  readonly home: { readonly address: string; readonly title: string } | undefined;
  /** The recorded request of the live part; undefined if there is none. */
  readonly scene: Scene | undefined;
  /** Other requirements of its row. */
  readonly row: readonly Requirement[];
}

/** The recorded request of a requirement, in the folder of its page. */
export const SCENE_FILE = 'scene.json';

/** The server whose answers are recorded. */
const SERVER = 'parsec-cloud 3.10.0 (in memory)';

/** A requirement on a page of its own: what it says, why, how it is broken and who checks it. */
export function card(requirement: Requirement, { checks, home, scene, row }: CardContext): string {
  const { id, level, section, why, testable, reason, supersededBy } = requirement;
  const address = ruleAddress(id);
  const { name = section, purpose = '' } = sections[section] ?? {};
  const others = row.filter((other) => other.id !== id);
  return [
    `<h1><code>${escaped(id)}</code></h1>`,
    `<p class="rule ${level.toLowerCase()}">${sentence(requirement)}</p>`,
    supersededBy === undefined
      ? ''
      : `<p>Superseded by <a href="${linkTo(address, ruleAddress(supersededBy))}">${escaped(supersededBy)}</a>.</p>`,
    `<dl class="facts"><dt>Row</dt><dd><a href="${linkTo(address, ruleAddress(requirement.row))}">${escaped(requirement.row)}</a></dd>`,
    `<dt>Part</dt><dd>${escaped(name)}. ${inline(purpose)}</dd>`,
    home === undefined
      ? ''
      : `<dt>Stated in</dt><dd><a href="${linkTo(address, home.address, `#${id.slice(id.indexOf('/') + 1)}`)}">${escaped(home.title)}</a></dd>`,
    '</dl>',
    why === undefined ? '' : `<h2>Why</h2><p>${inline(why)}</p>`,
    testable ? '' : `<h2>Not tested</h2><p>${inline(reason ?? '')}</p>`,
    exampleOf(id, checks),
    scene === undefined ? '' : livePart(id),
    checksOf(checks, testable),
    others.length === 0
      ? ''
      : `<h2>In the same row</h2><ul>${others.map((other) => ruleLine(address, other)).join('')}</ul>`,
  ].join('\n');
}

function exampleOf(id: string, checks: readonly Check[]): string {
  const example = recordedExamples[id];
  if (example === undefined || !checks.some((check) => check.id === example.check)) return '';
  const { label, lines, expected, valid } = example;
  const rows = lines.map((line) => {
    const isFaulty = line.startsWith('! ');
    const text = escaped(line.replace(/^[! ] /, ''));
    return isFaulty ? `<mark>${text}</mark>` : text;
  });
  const marked = lines.some((line) => line.startsWith('! ')) ? '; the fault is marked' : '';
  return [
    `<h2>A request</h2><figure class="code"><figcaption>${escaped(label ?? 'as the check sends it')}${marked}</figcaption>`,
    `<pre tabindex="0"><code>${rows.join('\n')}</code></pre></figure>`,
    `<dl class="facts"><dt>Expected</dt><dd>${inline(expected)}</dd>`,
    valid === undefined ? '' : `<dt>The valid request</dt><dd>${inline(valid)}</dd>`,
    '</dl>',
  ].join('');
}

/** The live part loads its scripts and the request when it is opened. */
function livePart(id: string): string {
  const address = ruleAddress(id);
  const breakable = guardedRequirements.includes(id as RequirementId) ? ' data-breakable' : '';
  return [
    `<details class="live" data-scene="${SCENE_FILE}" data-requirement="${escaped(id)}" data-rules="${fileFrom(address, 'r')}"${breakable}>`,
    '<summary>Send this request to the reference server, here in this page</summary>',
    '<p>This part needs scripts.</p></details>',
    `<script src="${fileFrom(address, 'live-loader.js')}"></script>`,
  ].join('');
}

function checksOf(checks: readonly Check[], testable: boolean): string {
  if (checks.length === 0) return testable ? '<h2>Checks</h2><p>None yet.</p>' : '';
  const rows = checks.map(({ id, kind }) => {
    const { file, line } = locationOf(id) ?? {};
    const place = file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}`;
    return `<tr><td><code>${escaped(id)}</code></td><td>${escaped(place)}</td><td>${answered(id, kind)}</td></tr>`;
  });
  return `<h2>Checks</h2><div class="table" tabindex="0" role="group" aria-label="Checks"><table><thead><tr><th scope="col">check</th><th scope="col">place</th><th scope="col">${SERVER}</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>
<p>Run them: <code>parsec-spec validate TARGET --only ${escaped(checks[0]?.requirements[0] ?? '')}</code></p>`;
}

function answered(id: string, kind: Check['kind']): string {
  if (kind === 'client') return 'a check of clients';
  const answer = recordedAnswers[id];
  if (answer === undefined) return 'not recorded';
  const { observed, answers } = answer;
  const verdict = observed === undefined ? 'keeps the rule' : 'does not keep the rule';
  return `${verdict}: ${escaped((observed ?? answers.join('; ')).slice(0, 240))}`;
}

/** The sentence of a requirement with its subject. */
function sentence({ underTest, level, sentence: text }: Requirement): string {
  const party = underTest === 'both' ? 'A server and a client' : `A ${underTest}`;
  return `${party} <strong>${level}</strong> ${inline(text)}`;
}

/** A requirement as an item of a list. */
export const ruleLine = (from: string, requirement: Requirement): string =>
  `<li><a href="${linkTo(from, ruleAddress(requirement.id))}"><code>${escaped(requirement.id)}</code></a> ${sentence(requirement)}</li>`;

/** Text with its `code` spans. */
const inline = (text: string): string =>
  text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? `<code>${escaped(part)}</code>` : escaped(part)))
    .join('');
