import { commandOf, requestName } from '../runner/exchange-view.ts';
import { countRed } from '../runner/verdict.ts';
import { plural, terminalLine, WIDTH, wrap } from '../wire/terminal-text.ts';
import type { Paint } from './paint.ts';
import type { Cause, CheckFinished, RunFinished } from './report-events.ts';
import type { RunLog } from './run-log.ts';
import { briefFacts, findingCard, textFinding } from './text-finding.ts';

/** Causes that the text shows, and those of which it opens the first check. */
const MAX_CAUSES = 10;
const MAX_OPENED_CAUSES = 3;

/** Lines of an opened check. */
const MAX_FINDING_LINES = 17;

/**
 * The causes of a run: a heading, and a card for each.
 *
 * @param room - number of rows; a cause that does not fit is only counted, except the first
 */
export function causeLines(
  { started, checks }: RunLog,
  finished: RunFinished,
  paint: Paint,
  { verbose, room }: { readonly verbose: boolean; readonly room: number },
): string[] {
  const { causes, counts } = finished;
  if (causes.length === 0) return [];
  const finding = new Map(checks.map((check) => [check.check, check]));
  const more = [
    ...(counts.blocked > 0 ? [`${counts.blocked} blocked`] : []),
    ...(counts.warning > 0 ? [plural(counts.warning, 'warning')] : []),
  ];
  const lines = [
    '',
    paint.outcome(
      'fail',
      wrap(
        [`fail: ${plural(causes.length, 'cause')}`, plural(countRed(counts), 'check'), ...more].join(', '),
      ),
    ),
    ...(causes.length === 1
      ? []
      : [paint.dim('One defect may show as several causes: begin with the first.')]),
  ].flatMap(rows);
  let linesLeft = room - lines.length - 1;
  for (const [index, cause] of causes.entries()) {
    const opened = verbose ? cause.checks : cause.checks.slice(0, index < MAX_OPENED_CAUSES ? 1 : 0);
    const findings = opened.flatMap((id) => {
      const check = finding.get(id);
      return check === undefined ? [] : findingLines(check, paint, verbose, started.site);
    });
    const own = [
      ...(findings.length > 0 ? [''] : []),
      ...causeHead(index + 1, cause, finding.get(cause.checks[0] ?? ''), paint),
      ...findings.map((line) => `${INDENT}${line}`),
    ].flatMap(rows);
    linesLeft -= own.length;
    if (!verbose && index > 0 && (index >= MAX_CAUSES || linesLeft < 0))
      return [...lines, `… and ${plural(causes.length - index, 'more cause')}: -v shows them all`];
    lines.push(...own);
  }
  return lines;
}

/** The rows of a text. */
export const rows = (text: string): readonly string[] => text.split('\n');

/** Indentation of what belongs to a cause. */
const INDENT = '   ';

/** Starts the rows of a text of the target. */
const MARGIN = `${INDENT}| `;

/** A cause in two lines: the broken rule and the number of checks; the request and its answer. */
function causeHead(
  number: number,
  { requirements, step, expected, observed, checks, blocked }: Cause,
  first: CheckFinished | undefined,
  paint: Paint,
): readonly string[] {
  const rules = requirements.map(({ row, level, id }) => `${row} ${level} ${id}`).join(', ');
  const facts = [
    ...(step === null ? [] : [`step ${step}`]),
    plural(checks.length, 'check'),
    ...(blocked.length === 0 ? [] : [`${blocked.length} blocked`]),
  ];
  const fact = briefFacts(expected, observed);
  const request = first === undefined ? undefined : first.exchanges[first.culprit ?? -1]?.request;
  const requestText =
    request === undefined ? '' : `${commandOf(request) ?? terminalLine(requestName(request))}: `;
  return [
    wrap(`${number}. ${paint.bold(rules)} (${facts.join(', ')})`),
    wrap(`${INDENT}${requestText}expected ${fact.expected}, got ${fact.observed}`, WIDTH, MARGIN),
  ];
}

function findingLines(
  check: CheckFinished,
  paint: Paint,
  verbose: boolean,
  site: string | undefined,
): readonly string[] {
  if (verbose) return textFinding(check, paint, site).split('\n');
  const lines = findingCard(check, paint, site, WIDTH - INDENT.length).split('\n');
  if (lines.length <= MAX_FINDING_LINES) return lines;
  // The command that repeats the check stays: it is the last line.
  return [...lines.slice(0, MAX_FINDING_LINES - 2), paint.dim('  …'), ...lines.slice(-1)];
}
