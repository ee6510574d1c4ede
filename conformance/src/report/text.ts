import { styleText } from 'node:util';
import type { BodyView, ExchangeView } from '../runner/exchange-view.ts';
import {
  type Cause,
  type CheckFinished,
  type Outcome,
  outcomes,
  type RunFinished,
  type Verdict,
} from '../runner/run-events.ts';
import { terminalBlock, terminalLine } from '../wire/terminal-text.ts';
import { words } from './outcome-words.ts';
import { bySection, summarizeMust } from './result.ts';
import type { RunLog } from './run-log.ts';

/** Colours of a terminal, or none. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  outcome(outcome: Outcome | `verdict-${Verdict}`, text: string): string;
}

type Style = Parameters<typeof styleText>[0];

const styles: Readonly<Record<Outcome | `verdict-${Verdict}`, Style>> = {
  pass: 'green',
  fail: ['bold', 'red'],
  warning: 'yellow',
  note: 'cyan',
  knownFailure: 'magenta',
  stale: ['bold', 'red'],
  blocked: 'gray',
  notTestable: 'yellow',
  notApplicable: 'gray',
  flaky: ['bold', 'red'],
  'verdict-pass': ['bold', 'green'],
  'verdict-fail': ['bold', 'red'],
  'verdict-none': ['bold', 'yellow'],
};

const identity = (text: string): string => text;

/** No colours: for pipes, files and NO_COLOR. */
export const plain: Paint = { bold: identity, dim: identity, outcome: (_, text) => text };

/** ANSI colours. */
export const coloured: Paint = {
  bold: (text) => styleText('bold', text, { validateStream: false }),
  dim: (text) => styleText('dim', text, { validateStream: false }),
  outcome: (outcome, text) => styleText(styles[outcome], text, { validateStream: false }),
};

/** Characters of a decoded body that are shown. */
const MAX_DECODED = 4000;

/** An exchange for a terminal: both sides, decoded and in hex, cut to `hexLimit` digits. */
export function textExchange(exchange: ExchangeView, hexLimit = 256): string {
  const { request, response, error, firstError, durationMs } = exchange;
  const lines = [
    `> ${terminalLine(`${request.method} ${request.target}`)}`,
    ...request.headers.map((header) => `> ${headerLine(header)}`),
    ...body(request.body, hexLimit),
  ];
  if (firstError !== undefined)
    lines.push(`< ${terminalLine(firstError)} on a kept connection, sent again on a fresh one`);
  if (response === undefined)
    lines.push(`< no answer: ${terminalLine(error ?? 'unknown')} after ${durationMs} ms`);
  else
    lines.push(
      `< ${response.status}${response.reply === undefined ? '' : ` ${terminalLine(response.reply)}`}  (${durationMs} ms)`,
      ...response.headers.map((header) => `< ${headerLine(header)}`),
      ...body(response.body, hexLimit),
    );
  return lines.join('\n');
}

const headerLine = ([name, value]: readonly [string, string]): string => terminalLine(`${name}: ${value}`);

function body(view: BodyView | undefined, hexLimit: number): string[] {
  if (view === undefined) return [];
  const cut = view.hex.length > hexLimit ? `${view.hex.slice(0, hexLimit)}…` : view.hex;
  return [
    `  ${view.bytes} bytes: ${terminalLine(cut)}`,
    ...(view.decoded === undefined
      ? []
      : [`  | ${terminalBlock(view.decoded.slice(0, MAX_DECODED), '  | ')}`]),
  ];
}

/** Prefix of the further lines of a text. Its first line follows its label. */
const MARGIN = `${' '.repeat(12)}| `;

/** A check that did not pass, for a terminal, with the rerun command. */
export function textFinding(check: CheckFinished, paint: Paint): string {
  const { requirements, exchanges, culprit } = check;
  const exchange = culprit === undefined ? undefined : exchanges[culprit];
  const label = (name: string, text: string | undefined) =>
    text === undefined ? [] : [`  ${paint.dim(name.padEnd(9))} ${terminalBlock(text, MARGIN)}`];
  return [
    `${paint.outcome(check.outcome, check.outcome.toUpperCase())} ${paint.bold(check.check)}`,
    ...requirements.map(
      ({ id, row, level, sentence }) =>
        `  ${row} ${level} ${sentence}${id === check.check ? '' : paint.dim(` [${id}]`)}`,
    ),
    ...label('what', check.message),
    ...label('reason', check.reason === check.message ? undefined : check.reason),
    ...label(
      'sent',
      exchange === undefined ? undefined : `${exchange.request.method} ${exchange.request.target}`,
    ),
    ...label('expected', check.expected),
    ...label('observed', check.observed),
    ...(exchange === undefined
      ? []
      : [
          textExchange(exchange)
            .split('\n')
            .map((line) => paint.dim(`    ${line}`))
            .join('\n'),
        ]),
    ...label('again', check.replay),
  ].join('\n');
}

/** Outcomes that a run reports in a line for each reason, if it has them. */
const inBrief: readonly Outcome[] = ['note', 'warning', 'knownFailure', 'notTestable'];

/** Causes that the text shows, and those of which it opens the first check. */
const MAX_CAUSES = 10;
const MAX_OPENED_CAUSES = 3;

/** Lines of an opened check, and of the whole report of a run that failed. */
const MAX_FINDING_LINES = 16;
const MAX_LINES = 100;

/** Options of the report for a terminal. */
export interface TextOptions {
  /** Show each finding in full, however long the report becomes. */
  readonly verbose?: boolean;
  /** Show the exchanges of the checks that passed, too. */
  readonly show?: boolean;
}

/** A check that passed, with all its exchanges in order, for a terminal. */
const textPass = ({ check, outcome, exchanges }: CheckFinished, paint: Paint): string =>
  [
    `${paint.outcome(outcome, words[outcome])} ${paint.bold(check)}`,
    ...exchanges.flatMap((exchange) => [
      ...(exchange.label === undefined ? [] : [`  ${terminalLine(exchange.label)}:`]),
      paint.dim(textExchange(exchange).replace(/^/gm, '    ')),
    ]),
  ].join('\n');

/**
 * The run for a terminal: its sections, the causes of its failures (the first one to look at comes
 * first), other findings in brief, and the verdict. If no check passed, it also says why each of
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
  const head = [
    `${paint.bold(`${suite.name} ${suite.version}`)} on ${targets.join(' and ')} ${paint.dim(`seed ${seed}`)}`,
    '',
    ...bySection(checks).map(
      ({ section, counts, checks: own, rows }) =>
        `  ${section.padEnd(10)} ${bar(counts, own.length, paint)} ${String(rows).padStart(3)} rows  ${spell(counts, paint)}`,
    ),
  ];
  const causes = finished === undefined ? [] : causeLines(log, finished, paint, verbose);
  const end = finished === undefined ? ['', 'the run did not end', ''] : ending(log, finished, paint);
  const passed = checks.some(({ outcome }) => outcome === 'pass');
  const others = (passed ? inBrief : (['notApplicable', ...inBrief] as const)).flatMap((outcome) =>
    brief(outcome, ofOutcome(checks, outcome), paint),
  );
  // Of the passed checks, only those with a message are listed: a race that did not fail this time.
  others.push(
    ...brief(
      'pass',
      ofOutcome(checks, 'pass').filter(({ message }) => message !== undefined),
      paint,
    ),
  );
  const room = Math.max(2, MAX_LINES - head.length - causes.length - end.length);
  const isCut = !verbose && causes.length > 0 && others.length > room;
  const shown = isCut ? [...others.slice(0, room - 2), '', '… and more findings: -v shows them all'] : others;
  const passes = show ? ofOutcome(checks, 'pass').flatMap((check) => ['', textPass(check, paint)]) : [];
  return [...head, ...passes, ...causes, ...shown, ...end].join('\n');
}

const ofOutcome = (checks: readonly CheckFinished[], outcome: Outcome) =>
  checks.filter((check) => check.outcome === outcome);

/** The causes of a run: a heading, and a card for each. */
function causeLines({ checks }: RunLog, finished: RunFinished, paint: Paint, verbose: boolean): string[] {
  const { causes, counts } = finished;
  if (causes.length === 0) return [];
  const finding = new Map(checks.map((check) => [check.check, check]));
  const shown = verbose ? causes : causes.slice(0, MAX_CAUSES);
  const red = counts.fail + counts.stale + counts.flaky;
  const more = [
    ...(counts.blocked > 0 ? [`${counts.blocked} blocked`] : []),
    ...(counts.warning > 0 ? [plural(counts.warning, 'warning')] : []),
  ];
  return [
    '',
    paint.outcome(
      'fail',
      [`fail: ${plural(causes.length, 'cause')}`, plural(red, 'check'), ...more].join(', '),
    ),
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
  return `${paint.bold(rules)}: expected ${brieflyLine(expected)}, got ${brieflyLine(observed)} (${facts.join(', ')})`;
}

const brieflyLine = (text: string): string => {
  const line = terminalLine(text);
  return line.length > 120 ? `${line.slice(0, 120)}…` : line;
};

function findingLines(check: CheckFinished, paint: Paint, verbose: boolean): string[] {
  const lines = textFinding(check, paint).split('\n');
  if (verbose || lines.length <= MAX_FINDING_LINES) return lines;
  // The command that repeats the check stays: it is the last line.
  return [...lines.slice(0, MAX_FINDING_LINES - 2), paint.dim('  …'), ...lines.slice(-1)];
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** The last lines: numbers of MUST and rows, organizations left on the target, and the verdict. */
function ending({ started, checks }: RunLog, finished: RunFinished, paint: Paint): string[] {
  const { verdict, counts, requirements, durationMs, organizations, interrupted } = finished;
  return [
    '',
    ...mustLines(checks),
    `${requirements.verified} of ${requirements.total} rows of the catalogue verified, ${checks.length} checks in ${(durationMs / 1000).toFixed(1)} s`,
    ...(organizations.created > 0 ? [remaining(organizations, started.target.address)] : []),
    `${paint.outcome(`verdict-${verdict}`, `verdict: ${verdict}`)}${interrupted ? ' (interrupted)' : ''}  ${spell(counts, paint)}`,
    '',
  ];
}

/** Reasons for requirements that were not tried which are listed one by one. */
const MAX_REASONS = 4;

function mustLines(checks: readonly CheckFinished[]): string[] {
  const { total, hold, fail, untried, reasons } = summarizeMust(checks);
  const others = reasons.slice(MAX_REASONS).reduce((sum, [, count]) => sum + count, 0);
  const listed = reasons
    .slice(0, MAX_REASONS)
    .map(([reason, count]) => [count, brieflyLine(reason)] as const);
  return [
    `${hold} of ${total} MUST hold, ${fail} fail, ${untried} not tried${untried > 0 ? ':' : ''}`,
    ...[...listed, ...(others > 0 ? [[others, 'other reasons'] as const] : [])].map(
      ([count, reason]) => `  ${String(count).padStart(4)}  ${reason}`,
    ),
  ];
}

/** Checks of one outcome, by reason; none if there are no checks. */
function brief(outcome: Outcome, checks: readonly CheckFinished[], paint: Paint): string[] {
  if (checks.length === 0) return [];
  const reasons = Map.groupBy(checks, (check) => check.reason ?? check.message ?? '');
  return [
    '',
    ...[...reasons].flatMap(([reason, own]) => [
      `${paint.outcome(outcome, words[outcome])} ${own.map(({ check }) => check).join(', ')}`,
      `  | ${terminalBlock(reason, '  | ')}`,
    ]),
  ];
}

function bar(counts: Readonly<Record<Outcome, number>>, total: number, paint: Paint): string {
  const width = 20;
  const filled = Math.round((counts.pass / total) * width);
  const red = counts.fail + counts.stale + counts.flaky > 0;
  return `${paint.outcome('pass', '█'.repeat(red ? Math.min(filled, width - 1) : filled))}${paint.outcome(red ? 'fail' : 'notApplicable', '░'.repeat(width - (red ? Math.min(filled, width - 1) : filled)))}`;
}

const spell = (counts: Readonly<Record<Outcome, number>>, paint: Paint): string =>
  outcomes
    .filter((outcome) => counts[outcome] > 0)
    .map((outcome) => paint.outcome(outcome, `${counts[outcome]} ${words[outcome]}`))
    .join(', ');

function remaining(
  { created, expired }: { readonly created: number; readonly expired: number },
  address: string,
): string {
  const left =
    expired === created
      ? 'all expired'
      : expired === 0
        ? 'not expired, for want of the administration token'
        : `${expired} of them expired`;
  return `${created} organizations named ps-… remain on ${address} (${left})`;
}
