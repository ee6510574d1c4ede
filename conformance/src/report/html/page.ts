import { rulePage, sections as sectionsOfSpec } from '@parsec-spec/spec/requirements';
import { requestName } from '../../runner/exchange-view.ts';
import { isRed, outcomes } from '../../runner/run-events.ts';
import { countOutcomes } from '../../runner/verdict.ts';
import { plural } from '../../wire/terminal-text.ts';
import { countWords, marks, meanings, otherFindings, words } from '../outcome-words.ts';
import type { Cause, CheckFinished } from '../report-events.ts';
import { bySection, type SectionSummary, summarizeMust } from '../result.ts';
import type { RunLog } from '../run-log.ts';
import { counterexampleLines, differenceLines } from '../story-lines.ts';
import { propertiesLines } from '../text-properties.ts';
import { script, style } from './assets.ts';
import { badge, type CheckForm, checkMarkup, type Extent, ruleLink } from './check.ts';
import { html, Markup, packed, prose } from './markup.ts';

/**
 * The run as one self-contained HTML file: verdict, sections as bars, requirement → checks →
 * exchange.
 */
export function htmlReport(log: RunLog): string {
  const sections = bySection(log.checks).toSorted((left, right) => rank(left) - rank(right));
  // The first checks of the causes are in the page itself, opened.
  const opened = new Set(
    (log.finished?.causes ?? []).slice(0, MAX_OPENED).map(({ checks: [first] }) => first),
  );
  const isOpened = ({ check }: CheckFinished) => opened.has(check);
  const extentOf = extents(log);
  const extent = log.started.selection.patterns.length === 0 ? '' : ' of a selection';
  const title = `${log.started.suite.name}: ${verdictWord(log)}${extent} on ${log.started.target.address}`;
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
${causes(log)}
${facts(log)}
${key(log)}
${lives(log)}
<ul class="bars" aria-label="Sections">${sections.map(barMarkup)}</ul>
${findings(log)}
${filter(log)}
${sections.map((section) => sectionMarkup(section, isOpened, extentOf, log.started.site))}
</main>
<footer>${log.started.suite.name} ${log.started.suite.version}, requirements ${log.started.suite.requirementSet}</footer>
<script>${new Markup(script)}</script>
</body>
</html>
`.text;
}

/** Findings up to which the page has the details of all exchanges. */
const MAX_DETAILED = 100;

/** Findings of which the page has the request that failed, if there are more than the above. */
const MAX_CULPRITS = 500;

/**
 * How much the page has of the exchanges of each check. If there are many findings, the first checks
 * of all causes come before the second ones, so that each cause has an example.
 */
function extents({ checks, finished }: RunLog): (check: CheckFinished) => Extent {
  const notable = checks.filter(isNotable);
  if (notable.length <= MAX_DETAILED) return () => 'all';
  const ranks = new Map(
    (finished?.causes ?? []).flatMap((cause) => cause.checks.map((id, rank) => [id, rank] as const)),
  );
  const rankOf = ({ check }: CheckFinished) => ranks.get(check) ?? 0;
  const sorted = notable.toSorted((left, right) => rankOf(left) - rankOf(right));
  const leftOut = new Set(sorted.slice(MAX_CULPRITS));
  return (check) => (leftOut.has(check) ? 'none' : 'culprit');
}

/** Checks whose details the page opens. */
const MAX_OPENED = 10;

const hasRed = (checks: readonly CheckFinished[]): boolean => checks.some(({ outcome }) => isRed(outcome));

/** Sections with a red check come first. */
const rank = ({ checks }: SectionSummary): number => (hasRed(checks) ? 0 : 1);

/** Requirements of a section that the page shows at once. The others are packed. */
const MAX_SHOWN = 20;

function verdictWord({ finished }: RunLog): string {
  if (finished?.interrupted) return 'interrupted';
  return finished === undefined || finished.verdict === 'none' ? 'no verdict' : finished.verdict;
}

function header(log: RunLog): Markup {
  const { target, client } = log.started;
  const word = verdictWord(log);
  const { patterns } = log.started.selection;
  const isSelection = patterns.length > 0;
  const addresses = [target, client].map((item) => item?.address).filter((item) => item !== undefined);
  return html`<header>
<div class="verdict"><strong style="color: var(--${word === 'fail' || (word === 'pass' && !isSelection) ? word : 'notTestable'})">${word}${isSelection && word === 'pass' && ' of a selection'}</strong><h1>${addresses.join(' and ')}</h1></div>
${
  isSelection &&
  html`<p class="selection">Only a selection of the checks was run:${patterns.map((pattern) => html` ${selection(pattern)}`)}</p>
`
}</header>`;
}

/** A pattern of a selection as the option that gave it. */
const selection = (pattern: string): Markup =>
  html`<code>${pattern.startsWith('!') ? `--except ${pattern.slice(1)}` : `--only ${pattern}`}</code>`;

/** Facts about the run: its targets, its extent, and what was not tried. */
function facts({ started, checks, finished }: RunLog): Markup {
  const { target, client, seed, startedAt } = started;
  const rows = finished?.requirements;
  return html`<dl><dt>target</dt><dd>${[target, client]
    .map((item) => item && `${item.address} (${item.server})`)
    .filter((item) => item !== undefined)
    .join(', ')}</dd>
<dt>run</dt><dd>${startedAt}, ${plural(checks.length, 'check')}${finished && ` in ${(finished.durationMs / 1000).toFixed(1)} s`}, seed <code>${seed}</code></dd>
${mustMarkup(checks)}
${rows && html`<dt>rows</dt><dd>${rows.verified} of ${rows.total} of the catalogue tried</dd>`}</dl>
`;
}

/** What the generated lives explored, each counterexample with its story, and what was not reached. */
function lives({ started: { site }, properties }: RunLog): Markup | undefined {
  if (properties === undefined) return undefined;
  const { counterexamples, unreached, against } = properties;
  return html`<h2>Generated lives</h2>
<ul>${against && html`<li>B is ${against.address} (${against.server})</li>`}${propertiesLines(properties).map((line) => html`<li>${line.trim()}</li>`)}</ul>
${counterexamples.map(
  ({
    requirement,
    outcome,
    ...one
  }) => html`<details open><summary>${badge(outcome)} ${requirement.row} ${requirement.level} <code>${requirement.id}</code></summary>
<p>${prose(requirement.sentence)}${site !== undefined && html` ${ruleLink(requirement.id, site)}`}</p>
<pre>${counterexampleLines({ requirement, outcome, ...one }).join('\n')}</pre>
${one.replay !== null && html`<pre>${one.replay}</pre>`}</details>
`,
)}
${against?.differences.map(
  (
    one,
  ) => html`<details><summary>allowed difference in <code>${one.command}</code></summary><pre>${differenceLines(one).join('\n')}</pre></details>
`,
)}
${unreached.length > 0 && html`<details><summary>${plural(unreached.length, 'reply', 'replies')} not reached</summary><ul class="soft">${unreached.map(({ command, status, reason }) => html`<li><code>${command}</code> <code>${status}</code>: ${reason}</li>`)}</ul></details>`}
`;
}

/** How many MUST hold, and what was not tried and why. */
function mustMarkup(checks: readonly CheckFinished[]): Markup {
  const { total, hold, fail, untried, reasons } = summarizeMust(checks);
  return html`<dt>MUST</dt><dd>${hold} of ${total} hold, ${fail} fail, ${untried} not tried${untried > 0 && html`<ul class="soft">${reasons.map(({ reason, requirements }) => html`<li>${requirements}: ${prose(reason)}</li>`)}</ul>`}</dd>`;
}

/** The outcomes in words. */
const legend = html`<details class="legend"><summary>Legend</summary><dl>${outcomes.map((outcome) => html`<dt>${badge(outcome)}</dt><dd>${meanings[outcome]}</dd>`)}</dl><p>Keys: <kbd>n</kbd> next failure, <kbd>p</kbd> previous failure.</p></details>`;

/** What the colours of the bars mean. */
function key({ checks }: RunLog): Markup {
  const present = outcomes.filter((outcome) => checks.some((check) => check.outcome === outcome));
  return html`<ul class="key" aria-label="Colours">${present.map((outcome) => html`<li><i style="background: var(--${outcome})"></i>${words[outcome]}</li>`)}</ul>`;
}

function barMarkup({ section, checks, counts }: SectionSummary): Markup {
  const present = outcomes.filter((outcome) => counts[outcome] > 0);
  return html`<li><a href="#section-${section}"><span class="name">${sectionName(section)}</span><span class="bar" role="img" aria-label="${countWords(counts)}">${present.map((outcome) => html`<i style="flex: ${counts[outcome]}; background: var(--${outcome})" title="${counts[outcome]} ${words[outcome]}"></i>`)}</span><span class="soft">${counts.pass}/${checks.length}</span></a></li>
`;
}

/** Causes that the page shows in full. The others are in one line each. */
const MAX_CARDS = 3;

/** Further checks of a cause to which the page links. */
const MAX_LINKS = 50;

/** The causes of red checks, the first one to look at first, with links to their checks. */
function causes({ started, checks, finished }: RunLog): Markup | undefined {
  if (finished === undefined || finished.causes.length === 0) return undefined;
  const checkById = new Map(checks.map((check) => [check.check, check]));
  const others = finished.causes.slice(MAX_CARDS);
  const counts = countWords({ ...finished.counts, pass: 0, notApplicable: 0 });
  return html`<h2>${plural(finished.causes.length, 'cause')} <span class="soft">${counts}</span></h2>
<ol class="causes">${finished.causes.slice(0, MAX_CARDS).map((cause) => causeCard(cause, checkById, started.site))}</ol>
${others.length > 0 && html`<details class="others"><summary>${plural(others.length, 'more cause')}</summary><ol class="causes" start="${MAX_CARDS + 1}">${others.map(causeLine)}</ol></details>`}
`;
}

const checkLink = (id: string): Markup => html`<a href="#${id}"><code>${id}</code></a>`;

/** A cause as a card: the broken rule, what was sent, expected and observed, and how to repeat it. */
function causeCard(
  cause: Cause,
  known: ReadonlyMap<string, CheckFinished>,
  site: string | undefined,
): Markup {
  const { requirements, step, expected, observed, checks, blocked, replay } = cause;
  const [first = '', ...others] = checks;
  const {
    requirements: own = [],
    rules = own,
    exchanges = [],
    culprit,
    message = '',
  } = known.get(first) ?? {};
  const culpritRequest = culprit === undefined ? undefined : exchanges[culprit]?.request;
  const [what] = message.includes(': expected ') ? message.split(': expected ') : [];
  const sentenceOf = (wanted: string) => rules.find(({ id }) => id === wanted)?.sentence ?? wanted;
  return html`<li>${requirements.map(({ id, row, level }) => html`<p><strong>${level} ${prose(sentenceOf(id))}</strong> <span class="soft">${row} ${ruleLink(id, site)}</span></p>`)}
<dl>${step !== null && html`<dt>step</dt><dd>${step}</dd>`}${what !== undefined && html`<dt>what</dt><dd>${prose(shorten(what))}</dd>`}${culpritRequest && html`<dt>sent</dt><dd><code>${requestName(culpritRequest)}</code></dd>`}<dt>expected</dt><dd>${prose(shorten(expected))}</dd><dt>got</dt><dd class="fail">${prose(shorten(observed))}</dd>
<dt>check</dt><dd>${checkLink(first)}${others.length > 0 && html`<details class="others"><summary>and ${others.length} more</summary>${others.slice(0, MAX_LINKS).map((id) => html`${checkLink(id)}<br>`)}</details>`}</dd>
${replay !== null && html`<dt>again</dt><dd><code class="again">${replay}</code></dd>`}</dl>${blocked.length > 0 && html`<p class="soft">${plural(blocked.length, 'check')} could not be judged because of it.</p>`}</li>
`;
}

/** A cause in one line. */
const causeLine = ({ requirements, expected, observed, checks }: Cause): Markup =>
  html`<li><span class="row">${[...new Set(requirements.map(({ row }) => row))].join(', ')}</span> expected ${prose(shorten(expected, 60))}, got ${prose(shorten(observed, 60))} <span class="soft">${plural(checks.length, 'check')}:</span> ${checkLink(checks[0] ?? '')}</li>
`;

/** The beginning of a text, and of the bytes in it. The check has the whole. */
function shorten(text: string, limit = 200): string {
  const brief = text.replace(/[0-9a-f]{24,}/g, (digits) => `${digits.slice(0, 16)}…`);
  return brief.length <= limit ? brief : `${brief.slice(0, limit)}…`;
}

/** Other checks that are not green, the worst first, each a link to its check. */
function findings({ checks }: RunLog): Markup | undefined {
  const findings = otherFindings.flatMap((outcome) => checks.filter((check) => check.outcome === outcome));
  if (findings.length === 0) return undefined;
  return html`<h2>Other findings</h2>
<ul class="findings">${findings.map((check) => html`<li>${badge(check.outcome)} <a href="#${check.check}"><code>${check.check}</code></a><br><span class="soft">${prose(check.message ?? check.reason ?? '')}</span></li>`)}</ul>
`;
}

function filter({ checks }: RunLog): Markup {
  const present = outcomes.filter((outcome) => checks.some((check) => check.outcome === outcome));
  return html`<form class="filter none" role="search" onsubmit="return false">
<input type="search" aria-label="Filter checks by text" placeholder="id, row, section, words of the sentence">
<fieldset><legend>Outcomes shown</legend>${present.map((outcome) => html`<label><input type="checkbox" value="${outcome}" checked><b class="${outcome}">${marks[outcome]} ${words[outcome]} ${checks.filter((check) => check.outcome === outcome).length}</b></label>`)}</fieldset>
<output class="soft">${checks.length} checks</output></form>
<noscript><p>Most details are shown with JavaScript.</p></noscript>
${legend}`;
}

function sectionMarkup(
  { section, checks }: SectionSummary,
  isOpened: (check: CheckFinished) => boolean,
  extentOf: (check: CheckFinished) => Extent,
  site: string | undefined,
): Markup {
  const requirements = [...Map.groupBy(checks, (check) => check.requirements[0]?.id ?? check.check).values()];
  const order = (own: readonly CheckFinished[]) =>
    `${hasRed(own) ? 0 : 1} ${own[0]?.requirements[0]?.row ?? ''}`;
  const sorted = requirements.sort((left, right) => (order(left) < order(right) ? -1 : 1));
  const isShown = (own: readonly CheckFinished[]) => own.some(isOpened) || own.some(isNotable);
  const visible = new Set(sorted.filter(isShown).slice(0, MAX_SHOWN));
  const others = sorted.filter((own) => !visible.has(own));
  // Content that is packed with its section is not packed again.
  const blocks = (all: Iterable<readonly CheckFinished[]>, closed: CheckForm) =>
    html`${[...all].map((own) =>
      requirementMarkup(
        own,
        (check) =>
          isOpened(check)
            ? checkMarkup(check, 'open', 'all', site)
            : checkMarkup(check, closed, extentOf(check), site),
        site,
      ),
    )}`;
  return html`<section id="section-${section}"><h2>${sectionName(section)} <span class="soft">${section}</span></h2>
${blocks(visible, 'packed')}${others.length > 0 && html`<details class="packed"><summary>${visible.size > 0 && 'other '}requirements: ${countWords(countOutcomes(others.flat()))}</summary>${packed(blocks(others, 'closed'))}</details>`}</section>
`;
}

/** A check that a reader looks at first: neither green nor left out. */
const isNotable = ({ outcome }: CheckFinished): boolean => isRed(outcome) || otherFindings.includes(outcome);

function requirementMarkup(
  own: readonly CheckFinished[],
  checkOf: (check: CheckFinished) => Markup,
  site: string | undefined,
): Markup {
  const [first] = own;
  const requirement = first?.requirements[0];
  const id = requirement?.id ?? first?.check;
  return html`<div class="requirement" id="requirement-${id}"><h3><span class="row">${requirement?.row} ${requirement?.level}</span> ${prose(requirement?.sentence ?? '')} <a class="soft" href="#requirement-${id}"><code>${id}</code></a>${site !== undefined && requirement && html` <a class="soft" href="${rulePage(site, requirement.id)}">rule</a>`}</h3>
${own.map(checkOf)}</div>
`;
}

/** The name of a section for a reader: `BOOT` is `Bootstrap`. */
const sectionName = (section: string): string => sectionsOfSpec[section]?.name ?? section;
