import { type Outcome, outcomes } from '../../runner/run-events.ts';
import { bySection, type SectionSummary } from '../result.ts';
import type { RunLog } from '../run-log.ts';
import { marks, script, style, words } from './assets.ts';
import { badge, checkMarkup } from './check.ts';
import { html, Markup, prose } from './markup.ts';

/**
 * The run as one self-contained HTML file: verdict, a bar for each section, findings, and each
 * requirement with its checks and their exchanges. It loads nothing from the network.
 */
export function htmlReport(log: RunLog): string {
  const sections = bySection(log.checks);
  const title = `${log.started.suite.name}: ${verdictWord(log)} on ${log.started.target.address}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
${header(log)}
<main>
<ul class="bars" aria-label="Sections">${sections.map(barMarkup)}</ul>
${findings(log)}
${filter(log)}
${sections.map(sectionMarkup)}
</main>
<footer>${log.started.suite.name} ${log.started.suite.version}, requirements ${log.started.suite.requirementSet}</footer>
<script>${new Markup(script)}</script>
</body>
</html>
`.text;
}

/** The outcomes that are listed as findings, the worst first. */
const LISTED_OUTCOMES: readonly Outcome[] = [
  'fail',
  'stale',
  'flaky',
  'notTestable',
  'warning',
  'knownFailure',
  'note',
];

const verdictWord = ({ finished }: RunLog): string =>
  finished === undefined ? 'no verdict' : finished.interrupted ? 'interrupted' : finished.verdict;

function header({ started, checks, finished }: RunLog): Markup {
  const { target, client, seed, startedAt } = started;
  const word =
    finished === undefined ? 'no verdict' : finished.interrupted ? 'interrupted' : finished.verdict;
  const rows = finished?.requirements;
  return html`<header>
<div class="verdict"><strong style="color: var(--${word === 'pass' ? 'pass' : 'fail'})">${word}</strong><h1>${[
    target,
    client,
  ]
    .map((item) => item?.address)
    .filter((item) => item !== undefined)
    .join(' and ')}</h1></div>
<dl><dt>target</dt><dd>${[target, client]
    .map((item) => item && `${item.address} (${item.server})`)
    .filter((item) => item !== undefined)
    .join(', ')}</dd>
<dt>run</dt><dd>${startedAt}, ${checks.length} checks${finished && ` in ${(finished.durationMs / 1000).toFixed(1)} s`}, seed <code>${seed}</code></dd>
${rows && html`<dt>rows</dt><dd>${rows.verified} of ${rows.total} of the catalogue verified (${(['MUST', 'SHOULD', 'MAY'] as const).map((level) => `${level} ${rows.byLevel[level].verified}/${rows.byLevel[level].total}`).join(', ')})</dd>`}</dl>
</header>`;
}

function barMarkup({ section, checks, counts }: SectionSummary): Markup {
  const present = outcomes.filter((outcome) => counts[outcome] > 0);
  const description = present.map((outcome) => `${counts[outcome]} ${words[outcome]}`).join(', ');
  return html`<li><a href="#section-${section}"><span class="name">${section}</span><span class="bar" role="img" aria-label="${description}">${present.map((outcome) => html`<i style="flex: ${counts[outcome]}; background: var(--${outcome})" title="${counts[outcome]} ${words[outcome]}"></i>`)}</span><span class="soft">${counts.pass}/${checks.length}</span></a></li>
`;
}

/** The list of all findings, each with a link to its check. */
function findings({ checks }: RunLog): Markup | undefined {
  const found = LISTED_OUTCOMES.flatMap((outcome) => checks.filter((check) => check.outcome === outcome));
  if (found.length === 0) return undefined;
  return html`<h2>Findings</h2>
<ul class="findings">${found.map((check) => html`<li>${badge(check.outcome)} <a href="#${check.check}"><code>${check.check}</code></a><br><span class="soft">${prose(check.message ?? check.reason ?? '')}</span></li>`)}</ul>
`;
}

function filter({ checks }: RunLog): Markup {
  const present = outcomes.filter((outcome) => checks.some((check) => check.outcome === outcome));
  return html`<form class="filter none" role="search" onsubmit="return false">
<input type="search" aria-label="Filter checks by text" placeholder="id, row, section, words of the sentence">
<fieldset><legend>Outcomes shown</legend>${present.map((outcome) => html`<label><input type="checkbox" value="${outcome}" checked><span class="badge" style="color: var(--${outcome})">${marks[outcome]} ${words[outcome]} ${checks.filter((check) => check.outcome === outcome).length}</span></label>`)}</fieldset>
<output class="soft"></output></form>`;
}

function sectionMarkup({ section, checks }: SectionSummary): Markup {
  const requirements = Map.groupBy(checks, (check) => check.requirements[0]?.id ?? check.check);
  const sorted = [...requirements].sort(([, [a]], [, [b]]) =>
    (a?.requirements[0]?.row ?? '') < (b?.requirements[0]?.row ?? '') ? -1 : 1,
  );
  return html`<section id="section-${section}"><h2>${section}</h2>
${sorted.map(([id, own]) => {
  const known = own[0]?.requirements[0];
  return html`<div class="requirement"><h3><span class="row">${known?.row} ${known?.level}</span> ${prose(known?.sentence ?? '')} <code class="soft">${id}</code></h3>
${own.map(checkMarkup)}</div>
`;
})}</section>
`;
}
