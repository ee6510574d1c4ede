import { type CheckFinished, type Outcome, outcomes } from '../runner/run-events.ts';
import { terminalLine } from '../wire/terminal-text.ts';
import { marks, words } from './html/assets.ts';
import { bySection } from './result.ts';
import type { RunLog } from './run-log.ts';
import { plain, textFinding } from './text.ts';

const SHOWN_IN_FULL: readonly Outcome[] = ['fail', 'stale', 'flaky', 'notTestable'];
const SHOWN_IN_A_LINE: readonly Outcome[] = ['warning', 'knownFailure', 'note'];
// A job summary on GitHub and a comment on GitLab are limited to 1 MiB.
const MAX_IN_FULL = 40;
/** In characters. */
const MAX_FINDING_LENGTH = 12_000;

/**
 * The run as Markdown, for a job summary or a comment: verdict, sections, and all findings. Those
 * that fail the run have their exchange.
 */
export function markdownReport({ started, checks, finished }: RunLog): string {
  const { suite, target, client, seed } = started;
  const verdict =
    finished === undefined
      ? '– no verdict'
      : finished.interrupted
        ? '– interrupted'
        : `${marks[finished.verdict]} ${finished.verdict}`;
  const targets = [target, client]
    .filter((item) => item !== undefined)
    .map(({ address, server }) => `${code(address)} (${code(server)})`);
  const rows = finished?.requirements;
  const lines = [
    `## ${verdict}: ${targets.join(' and ')}`,
    '',
    [
      ...(rows === undefined ? [] : [`${rows.verified} of ${rows.total} rows of the catalogue verified`]),
      `${checks.length} checks${finished === undefined ? '' : ` in ${(finished.durationMs / 1000).toFixed(1)} s`}`,
      `${suite.name} ${suite.version}`,
      `seed ${code(seed)}`,
    ].join(' · '),
    '',
    '| section | rows | checks | |',
    '|---|--:|--:|---|',
    ...bySection(checks).map(
      ({ section, rows: own, counts, checks: all }) =>
        `| ${section} | ${own} | ${all.length} | ${outcomes
          .filter((outcome) => counts[outcome] > 0)
          .map((outcome) => `${counts[outcome]} ${words[outcome]}`)
          .join(', ')} |`,
    ),
    ...full(checks),
    ...(checks.some(({ outcome }) => outcome === 'pass')
      ? SHOWN_IN_A_LINE
      : [...SHOWN_IN_A_LINE, 'notApplicable' as const]
    ).flatMap((outcome) => brief(outcome, checks)),
  ];
  return `${lines.join('\n')}\n`;
}

function full(checks: readonly CheckFinished[]): string[] {
  const red = SHOWN_IN_FULL.flatMap((outcome) => checks.filter((check) => check.outcome === outcome));
  if (red.length === 0) return [];
  const more = red.length - MAX_IN_FULL;
  return [
    '',
    '### Failures',
    ...red
      .slice(0, MAX_IN_FULL)
      .flatMap((check) => [
        '',
        `<details><summary>${words[check.outcome]} <code>${check.check}</code></summary>`,
        '',
        fenced(textFinding(check, plain)),
        '',
        '</details>',
      ]),
    ...(more > 0 ? ['', `… and ${more} more. The other reports contain all of them.`] : []),
  ];
}

function brief(outcome: Outcome, checks: readonly CheckFinished[]): string[] {
  const own = checks.filter((check) => check.outcome === outcome);
  const line = ({ check, reason, message }: CheckFinished): string =>
    `- ${code(check)}: ${code(reason ?? message ?? '')}`;
  return own.length === 0 ? [] : ['', `### ${words[outcome]}`, '', ...own.map(line)];
}

/** Text of a target as a code span, delimited by more back-ticks than occur in it. */
function code(text: string): string {
  const line = terminalLine(text.replace(/\s+/g, ' '));
  const ticks = '`'.repeat(longestRun(line) + 1);
  return `${ticks} ${line} ${ticks}`;
}

function fenced(text: string): string {
  const cut = text.length > MAX_FINDING_LENGTH ? `${text.slice(0, MAX_FINDING_LENGTH)}…` : text;
  const fence = '`'.repeat(Math.max(3, longestRun(cut) + 1));
  return `${fence}text\n${cut}\n${fence}`;
}

const longestRun = (text: string): number =>
  Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
