import type { Cause, CheckFinished, RunFinished } from '../runner/run-events.ts';
import { countRed } from '../runner/tally.ts';
import { plural } from './outcome-words.ts';
import type { Paint } from './paint.ts';
import type { RunLog } from './run-log.ts';
import { briefLine, findingCard, textFinding } from './text-finding.ts';

/** Causes that the text shows, and those of which it opens the first check. */
const MAX_CAUSES = 10;
const MAX_OPENED_CAUSES = 3;

/** Lines of an opened check. */
const MAX_FINDING_LINES = 17;

/** The causes of a run: a heading, and a card for each. */
export function causeLines(
  { checks }: RunLog,
  finished: RunFinished,
  paint: Paint,
  verbose: boolean,
): string[] {
  const { causes, counts } = finished;
  if (causes.length === 0) return [];
  const finding = new Map(checks.map((check) => [check.check, check]));
  const shown = verbose ? causes : causes.slice(0, MAX_CAUSES);
  const more = [
    ...(counts.blocked > 0 ? [`${counts.blocked} blocked`] : []),
    ...(counts.warning > 0 ? [plural(counts.warning, 'warning')] : []),
  ];
  return [
    '',
    paint.outcome(
      'fail',
      [`fail: ${plural(causes.length, 'cause')}`, plural(countRed(counts), 'check'), ...more].join(', '),
    ),
    ...(causes.length === 1
      ? []
      : [paint.dim('One fault may show as several causes: begin with the first.')]),
    ...shown.flatMap((cause, index) => {
      const opened = verbose ? cause.checks : cause.checks.slice(0, index < MAX_OPENED_CAUSES ? 1 : 0);
      const findings = opened.flatMap((id) => {
        const check = finding.get(id);
        return check === undefined ? [] : findingLines(check, paint, verbose);
      });
      return [
        ...(findings.length > 0 ? [''] : []),
        `${index + 1}. ${causeLine(cause, paint)}`,
        ...findings.map((line) => `   ${line}`),
      ];
    }),
    ...(shown.length < causes.length
      ? [`… and ${causes.length - shown.length} more causes: -v shows them all`]
      : []),
  ];
}

/** One cause in a line: the broken rule, the observation, and the number of checks. */
function causeLine({ requirements, step, expected, observed, checks, blocked }: Cause, paint: Paint): string {
  const rules = requirements.map(({ row, level, id }) => `${row} ${level} ${id}`).join(', ');
  const facts = [
    ...(step === null ? [] : [`step ${step}`]),
    plural(checks.length, 'check'),
    ...(blocked.length === 0 ? [] : [`${blocked.length} blocked`]),
  ];
  return `${paint.bold(rules)}: expected ${briefLine(expected)}, got ${briefLine(observed)} (${facts.join(', ')})`;
}

function findingLines(check: CheckFinished, paint: Paint, verbose: boolean): readonly string[] {
  if (verbose) return textFinding(check, paint).split('\n');
  const lines = findingCard(check, paint).split('\n');
  if (lines.length <= MAX_FINDING_LINES) return lines;
  // The command that repeats the check stays: it is the last line.
  return [...lines.slice(0, MAX_FINDING_LINES - 2), paint.dim('  …'), ...lines.slice(-1)];
}
