import type { Outcome } from '../runner/check-result.ts';
import type { Counts } from '../runner/run-events.ts';
import { countRed } from '../runner/verdict.ts';
import { plural, terminalBlock, terminalLine, WIDTH, wrap } from '../wire/terminal-text.ts';
import { countWords, verdictWords, words } from './outcome-words.ts';
import type { Paint } from './paint.ts';
import type { CheckFinished, RunFinished } from './report-events.ts';
import { bySection, summarizeMust } from './result.ts';
import type { RunLog } from './run-log.ts';
import { causeLines, rows } from './text-causes.ts';
import { briefLine, textExchange, textFinding } from './text-finding.ts';
import { counterexampleBlocks, differenceBlocks, propertiesLines } from './text-properties.ts';

/** Options of the report for a terminal. */
export interface TextOptions {
  /** Show each finding in full, however long the report becomes. */
  readonly verbose?: boolean;
  /** Show the exchanges of the checks that passed, too. */
  readonly show?: boolean;
}

/**
 * The run for a terminal: the causes of its failures (the first one to look at comes first), its
 * sections, other findings in brief, and the verdict. If no check passed, it also says why each of
 * the others did not apply.
 */
export function textReport(
  log: RunLog,
  paint: Paint,
  { verbose = false, show = false }: TextOptions = {},
): string {
  const { started, checks, finished } = log;
  const { suite, target, client, seed } = started;
  const targets = [target, client]
    .filter((item) => item !== undefined)
    .map(({ address, server }) => terminalLine(`${address} (${server})`));
  const { against } = log.properties ?? {};
  const names =
    against === undefined
      ? targets.join(' and ')
      : `A: ${targets.join()}, B: ${terminalLine(`${against.address} (${against.server})`)}`;
  const head = [
    wrap(
      `${paint.bold(`${suite.name} ${suite.version}`)} on ${names} ${paint.dim(`seed ${seed}`)}`,
      WIDTH,
      '  | ',
    ),
  ].flatMap(rows);
  const sections = [
    '',
    ...bySection(checks).map(({ section, counts, checks: own, rows: count }) =>
      wrap(
        `  ${section.padEnd(10)} ${bar(counts, own.length, paint)} ${String(count).padStart(3)} ${count === 1 ? 'row ' : 'rows'}  ${countWords(counts, paint)}`,
        WIDTH,
        ' '.repeat(44),
      ),
    ),
  ].flatMap(rows);
  const end =
    finished === undefined ? ['', 'the run did not end', ''] : ending(log, finished, paint).flatMap(rows);
  const free = MAX_LINES - head.length - sections.length - end.length;
  const lives = livesLines(log, paint, verbose, free / 3).flatMap(rows);
  const roomOfCauses = free - MIN_OTHER_LINES - lives.length;
  const causes = [
    ...(finished === undefined ? [] : causeLines(log, finished, paint, { verbose, room: roomOfCauses })),
    ...lives,
  ];
  const passed = checks.some(({ outcome }) => outcome === 'pass');
  const others = (passed ? inBrief : (['notApplicable', ...inBrief] as const)).flatMap((outcome) =>
    verbose && outcome === 'warning'
      ? ofOutcome(checks, outcome).flatMap((check) => ['', ...rows(textFinding(check, paint, started.site))])
      : brief(outcome, ofOutcome(checks, outcome), paint, verbose).flatMap(rows),
  );
  // Of the passed checks, only those with a message are listed: a race that did not fail this time.
  others.push(
    ...brief(
      'pass',
      ofOutcome(checks, 'pass').filter(({ message }) => message !== undefined),
      paint,
      verbose,
    ).flatMap(rows),
  );
  const room = Math.max(MIN_OTHER_LINES, free - causes.length);
  const isCut = !verbose && causes.length > 0 && others.length > room;
  const findings = isCut
    ? [...others.slice(0, room - 2), '', '… and more findings: -v shows them all']
    : others;
  const passes = show ? ofOutcome(checks, 'pass').flatMap((check) => ['', textPass(check, paint)]) : [];
  return [...head, ...causes, ...passes, ...sections, ...findings, ...end].join('\n');
}

/** Outcomes that a run reports in a line for each reason, if it has them. */
const inBrief: readonly Outcome[] = ['note', 'warning', 'knownFailure', 'notTestable'];

/** Lines of the whole report of a run that failed, and at least those of other findings. */
const MAX_LINES = 100;
const MIN_OTHER_LINES = 2;

/** A check that passed, with all its exchanges in order, for a terminal. */
const textPass = ({ check, outcome, exchanges }: CheckFinished, paint: Paint): string =>
  [
    `${paint.outcome(outcome, words[outcome])} ${paint.bold(check)}`,
    ...exchanges.flatMap((exchange) => [
      ...(exchange.label === undefined ? [] : [`  ${terminalLine(exchange.label)}:`]),
      paint.dim(textExchange(exchange).replace(/^/gm, '    ')),
    ]),
  ].join('\n');

/** The counterexamples of generated lives; without their stories if these need more than `room` lines. */
function livesLines(
  { started: { site }, properties, finished }: RunLog,
  paint: Paint,
  verbose: boolean,
  room: number,
): readonly string[] {
  if (properties === undefined) return [];
  const lines = (isBrief: boolean) =>
    counterexampleBlocks(properties, paint, { verbose, isBrief, ...(site === undefined ? {} : { site }) });
  const stories = lines(false);
  const isAlone = finished === undefined || finished.causes.length === 0;
  return [
    ...(verbose || isAlone || stories.flatMap(rows).length <= room ? stories : lines(true)),
    ...differenceBlocks(properties, paint, verbose),
  ];
}

const ofOutcome = (checks: readonly CheckFinished[], outcome: Outcome) =>
  checks.filter((check) => check.outcome === outcome);

/** The last lines: numbers of MUST and rows, organizations left on the target, and the verdict. */
function ending({ started, checks, properties }: RunLog, finished: RunFinished, paint: Paint): string[] {
  const { verdict, counts, requirements, durationMs, organizations, interrupted } = finished;
  const { contradictions = [], organizationsAgainst } = finished;
  const { against } = properties ?? {};
  return [
    '',
    ...(checks.length === 0 ? [] : mustLines(checks)),
    ...(properties === undefined ? [] : propertiesLines(properties).map((line) => wrap(line, WIDTH, '  | '))),
    ...(checks.length === 0
      ? []
      : [
          `${requirements.verified} of ${requirements.total} rows of the catalogue tried, ${plural(checks.length, 'check')} in ${(durationMs / 1000).toFixed(1)} s`,
        ]),
    ...leftLines(checks).map((line) => wrap(line)),
    ...remaining(organizations, started.target.address).map((line) => wrap(line)),
    ...(organizationsAgainst === undefined || against === undefined
      ? []
      : remaining(organizationsAgainst, against.address).map((line) => wrap(line))),
    ...contradictions.map((text) => wrap(`contradiction: ${briefLine(text)}`)),
    wrap(
      `${paint.outcome(`verdict-${verdict}`, `verdict: ${verdictWords(verdict, started, against !== undefined)}`)}${interrupted ? ' (interrupted)' : ''}  ${countWords(counts, paint)}`,
      WIDTH,
      '  ',
    ),
    '',
  ];
}

/** How many processes of the client outlived their checks, and the first of them. */
function leftLines(checks: readonly CheckFinished[]): string[] {
  const leftovers = checks.flatMap(({ check, leftProcesses = [] }) =>
    leftProcesses.map((command) => ({ check, command })),
  );
  const [first] = leftovers;
  if (first === undefined) return [];
  const many =
    leftovers.length === 1
      ? 'process of the client outlived it and was'
      : 'processes of the client outlived it and were';
  return [`${leftovers.length} ${many} ended, first in ${first.check}: ${terminalLine(first.command)}`];
}

/** Reasons for requirements that were not tried which are listed one by one. */
const MAX_REASONS = 4;

function mustLines(checks: readonly CheckFinished[]): string[] {
  const { total, hold, fail, untried, reasons } = summarizeMust(checks);
  const others = reasons.slice(MAX_REASONS).reduce((sum, { requirements }) => sum + requirements, 0);
  const listed = reasons
    .slice(0, MAX_REASONS)
    .map(({ reason, requirements }) => [requirements, briefLine(reason)] as const);
  return [
    `${hold} of ${total} MUST hold, ${fail} fail, ${untried} not tried${untried > 0 ? ':' : ''}`,
    ...[...listed, ...(others > 0 ? [[others, 'other reasons'] as const] : [])].map(([count, reason]) =>
      wrap(`  ${String(count).padStart(4)}  ${reason}`, WIDTH, '      | '),
    ),
  ];
}

/** Checks that a line names. The others are counted. */
const MAX_NAMES = 20;

function names(checks: readonly CheckFinished[], verbose: boolean): string {
  const listed = verbose ? checks : checks.slice(0, MAX_NAMES);
  const more = checks.length - listed.length;
  return listed.map(({ check }) => check).join(', ') + (more > 0 ? ` and ${more} more: -v names them` : '');
}

/** Checks of one outcome, by reason; none if there are no checks. */
function brief(outcome: Outcome, checks: readonly CheckFinished[], paint: Paint, verbose: boolean): string[] {
  if (checks.length === 0) return [];
  const reasons = Map.groupBy(checks, (check) => check.reason ?? check.message ?? '');
  return [
    '',
    ...[...reasons].flatMap(([reason, own]) => [
      wrap(`${paint.outcome(outcome, words[outcome])} ${names(own, verbose)}`, WIDTH, '  '),
      ...terminalBlock(`  | ${reason}`, '  | ')
        .split('\n')
        .map((line) => wrap(line, WIDTH, '  | ')),
    ]),
  ];
}

function bar(counts: Counts, total: number, paint: Paint): string {
  const width = 20;
  const filled = Math.round((counts.pass / total) * width);
  const isRed = countRed(counts) > 0;
  const green = isRed ? Math.min(filled, width - 1) : filled;
  const rest = paint.outcome(isRed ? 'fail' : 'notApplicable', '░'.repeat(width - green));
  return `${paint.outcome('pass', '█'.repeat(green))}${rest}`;
}

function remaining(
  { created, expired, open = [], refusal }: RunFinished['organizations'],
  address: string,
): readonly string[] {
  if (created === 0)
    return refusal === undefined
      ? []
      : [`organizations named ps-… may remain on ${address}: their expiry got ${briefLine(refusal)}`];
  const expirable = created - open.length;
  const why =
    refusal === undefined
      ? 'there is no administration token'
      : `PATCH /administration/organizations/… was answered by ${briefLine(refusal)}`;
  const state =
    expired === expirable
      ? open.length === 0 && created > 1
        ? 'all expired'
        : 'expired'
      : `${expired > 0 ? `${expired} of them expired` : 'not expired'}: ${why}`;
  const exception = open.length === 0 ? '' : `, but ${open.length} open for --record`;
  return [
    `${plural(created, 'organization')} named ps-… ${created === 1 ? 'remains' : 'remain'} on ${address} (${state}${exception})`,
  ];
}
