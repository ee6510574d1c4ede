import { rulePage } from '@parsec-spec/spec/requirements';
import type { Outcome } from '../runner/check-result.ts';
import type { PropertiesFinished } from '../runner/run-events.ts';
import { plural, terminalLine } from '../wire/terminal-text.ts';
import { countWords, marks, otherFindings, verdictWords, words } from './outcome-words.ts';
import { plain } from './paint.ts';
import type { Cause, CheckFinished } from './report-events.ts';
import { bySection } from './result.ts';
import type { RunLog } from './run-log.ts';
import { counterexampleLines, differenceLines } from './story-lines.ts';
import { textFinding } from './text-finding.ts';
import { propertiesLines } from './text-properties.ts';

/**
 * Number of findings shown in full, and their maximum length in characters. A job summary on GitHub
 * and a comment on GitLab are limited to 1 MiB.
 */
const MAX_IN_FULL = 40;
const MAX_LENGTH = 12_000;

/**
 * The run as Markdown, for a job summary or a comment: verdict, sections, and all checks that are
 * not green, with their exchange.
 */
export function markdownReport({ started, checks, properties, finished }: RunLog): string {
  const { suite, target, client, seed, site } = started;
  const verdict =
    finished === undefined
      ? '– no verdict'
      : finished.interrupted
        ? '– interrupted'
        : finished.verdict === 'none'
          ? '– no verdict'
          : `${marks[finished.verdict]} ${verdictWords(finished.verdict, started)}`;
  const targets = [target, client]
    .filter((item) => item !== undefined)
    .map(({ address, server }) => `${code(address)} (${code(server)})`);
  const rows = finished?.requirements;
  const lines = [
    `## ${verdict}: ${targets.join(' and ')}`,
    '',
    [
      ...(rows === undefined ? [] : [`${rows.verified} of ${rows.total} rows of the catalogue tried`]),
      `${plural(checks.length, 'check')}${finished === undefined ? '' : ` in ${(finished.durationMs / 1000).toFixed(1)} s`}`,
      `${suite.name} ${suite.version}`,
      `seed ${code(seed)}`,
    ].join(' · '),
    '',
    '| section | rows | checks | |',
    '|---|--:|--:|---|',
    ...bySection(checks).map(
      ({ section, rows: own, counts, checks: all }) =>
        `| ${section} | ${own} | ${all.length} | ${countWords(counts)} |`,
    ),
    ...(finished === undefined ? [] : causes(checks, finished.causes, site)),
    ...(properties === undefined ? [] : lives(properties, site)),
    ...(checks.some(({ outcome }) => outcome === 'pass')
      ? otherFindings
      : [...otherFindings, 'notApplicable' as const]
    ).flatMap((outcome) => brief(outcome, checks)),
  ];
  return `${lines.join('\n')}\n`;
}

/** Each cause, with its first check opened and the names of the others. */
function causes(checks: readonly CheckFinished[], all: readonly Cause[], site: string | undefined): string[] {
  if (all.length === 0) return [];
  const finding = new Map(checks.map((check) => [check.check, check]));
  const more = all.length - MAX_IN_FULL;
  return [
    '',
    `### What is red: ${plural(all.length, 'cause')}`,
    ...all.slice(0, MAX_IN_FULL).flatMap((cause) => {
      const { requirements, checks: own, blocked } = cause;
      const first = finding.get(own[0] ?? '');
      const names = (ids: readonly string[]) =>
        ids
          .slice(0, 20)
          .map((id) => `<code>${id}</code>`)
          .join(', ') + (ids.length > 20 ? ', …' : '');
      return [
        '',
        `<details><summary>${requirements.map(({ row, level }) => `${row} ${level}`).join(', ')} ${names(own.slice(0, 1))}</summary>`,
        '',
        ...requirements.flatMap(({ id }) => pageLink(site, id)),
        ...(first === undefined ? [] : [fenced(textFinding(first, plain)), '']),
        ...(own.length > 1 ? [`The same cause: ${names(own.slice(1))}`, ''] : []),
        ...(blocked.length > 0 ? [`Blocked by it: ${plural(blocked.length, 'check')}`, ''] : []),
        '</details>',
      ];
    }),
    ...(more > 0 ? ['', `… and ${more} more: the other reports hold them all.`] : []),
  ];
}

/** A link to the page of a requirement, as a paragraph. */
const pageLink = (site: string | undefined, id: string): readonly string[] =>
  site === undefined ? [] : [`[${id}](${rulePage(site, id)})`, ''];

/** What the generated lives explored, and each counterexample with its story. */
function lives(properties: PropertiesFinished, site: string | undefined): string[] {
  const counterexamples = properties.counterexamples.slice(0, MAX_IN_FULL);
  const { against } = properties;
  return [
    '',
    '### Generated lives',
    '',
    ...(against === undefined ? [] : [`- B is ${code(`${against.address} (${against.server})`)}`]),
    ...propertiesLines(properties).map((line) => `- ${code(line.trim())}`),
    ...counterexamples.flatMap((one) => [
      '',
      `<details><summary>${one.requirement.row} ${one.requirement.level} <code>${one.requirement.id}</code></summary>`,
      '',
      ...pageLink(site, one.requirement.id),
      fenced(counterexampleLines(one).map(terminalLine).join('\n')),
      '',
      '</details>',
    ]),
    ...(against?.differences ?? [])
      .slice(0, MAX_IN_FULL)
      .flatMap((one) => [
        '',
        `<details><summary>allowed difference in <code>${one.command}</code></summary>`,
        '',
        fenced(differenceLines(one).map(terminalLine).join('\n')),
        '',
        '</details>',
      ]),
  ];
}

function brief(outcome: Outcome, checks: readonly CheckFinished[]): string[] {
  const own = checks.filter((check) => check.outcome === outcome);
  const line = ({ check, reason, message }: CheckFinished): string =>
    `- ${code(check)}: ${code(reason ?? message ?? '')}`;
  return own.length === 0 ? [] : ['', `### ${words[outcome]}`, '', ...own.map(line)];
}

/** Text of a target as a code span. A run of back-ticks longer than any in the text ends it. */
function code(text: string): string {
  const line = terminalLine(text.replace(/\s+/g, ' '));
  const ticks = '`'.repeat(longestRun(line) + 1);
  return `${ticks} ${line} ${ticks}`;
}

function fenced(text: string): string {
  const cut = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
  const fence = '`'.repeat(Math.max(3, longestRun(cut) + 1));
  return `${fence}text\n${cut}\n${fence}`;
}

const longestRun = (text: string): number =>
  Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
