import { styleText } from 'node:util';
import type { BodyView, ExchangeView } from '../runner/exchange-view.ts';
import { type CheckFinished, type Outcome, outcomes } from '../runner/run-events.ts';
import { terminalBlock, terminalLine } from '../wire/terminal-text.ts';
import { bySection } from './result.ts';
import type { RunLog } from './run-log.ts';

/** Colours of a terminal, or none. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  outcome(outcome: Outcome | 'verdict-pass' | 'verdict-fail', text: string): string;
}

type Style = Parameters<typeof styleText>[0];

const styles: Readonly<Record<Outcome | 'verdict-pass' | 'verdict-fail', Style>> = {
  pass: 'green',
  fail: ['bold', 'red'],
  warning: 'yellow',
  note: 'cyan',
  knownFailure: 'magenta',
  stale: ['bold', 'red'],
  notTestable: ['bold', 'red'],
  notApplicable: 'gray',
  flaky: ['bold', 'red'],
  'verdict-pass': ['bold', 'green'],
  'verdict-fail': ['bold', 'red'],
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
    ...label('came', check.observed),
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

const words: Readonly<Record<Outcome, string>> = {
  pass: 'pass',
  fail: 'fail',
  warning: 'warning',
  note: 'note',
  knownFailure: 'known failure',
  stale: 'stale',
  notTestable: 'not testable',
  notApplicable: 'not applicable',
  flaky: 'flaky',
};

const told: readonly Outcome[] = [
  'pass',
  'note',
  'warning',
  'knownFailure',
  'notTestable',
  'stale',
  'flaky',
  'fail',
];
const inFull: readonly Outcome[] = ['stale', 'flaky', 'fail'];

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
 * The run for a terminal: its sections, the checks that did not pass (worst last), and the verdict.
 * If none passed, it also says why each of the others did not apply.
 *
 * @param options.show whether the exchanges of the checks that passed are shown, too
 */
export function textReport(
  { started, checks, finished }: RunLog,
  paint: Paint,
  { show = false }: { readonly show?: boolean } = {},
): string {
  const { suite, target, client, seed } = started;
  const targets = [target, client]
    .filter((item) => item !== undefined)
    .map(({ address, server }) => terminalLine(`${address} (${server})`));
  const lines = [
    `${paint.bold(`${suite.name} ${suite.version}`)} on ${targets.join(' and ')} ${paint.dim(`seed ${seed}`)}`,
    '',
  ];
  for (const { section, counts, checks: own, rows } of bySection(checks)) {
    lines.push(
      `  ${section.padEnd(10)} ${bar(counts, own.length, paint)} ${String(rows).padStart(3)} rows  ${spell(counts, paint)}`,
    );
  }
  if (show)
    for (const check of checks.filter(({ outcome }) => outcome === 'pass'))
      lines.push('', textPass(check, paint));
  const passed = checks.some(({ outcome }) => outcome === 'pass');
  for (const outcome of passed ? told : (['notApplicable', ...told] as const)) {
    // Of the passed checks, only those with a message are listed: a race that did not fail this
    // time.
    const own = checks.filter(
      (check) => check.outcome === outcome && (outcome !== 'pass' || check.message !== undefined),
    );
    if (own.length > 0)
      lines.push(
        '',
        inFull.includes(outcome)
          ? own.map((check) => textFinding(check, paint)).join('\n\n')
          : brief(outcome, own, paint),
      );
  }
  if (finished === undefined) return [...lines, '', 'the run did not end', ''].join('\n');
  const { verdict, counts, requirements, durationMs, organizations, interrupted } = finished;
  lines.push(
    '',
    `${requirements.verified} of ${requirements.total} rows of the catalogue verified, ${checks.length} checks in ${(durationMs / 1000).toFixed(1)} s`,
  );
  if (organizations.created > 0) lines.push(remaining(organizations, started.target.address));
  lines.push(
    `${paint.outcome(`verdict-${verdict}`, `verdict: ${verdict}`)}${interrupted ? ' (interrupted)' : ''}  ${spell(counts, paint)}`,
    '',
  );
  return lines.join('\n');
}

function brief(outcome: Outcome, checks: readonly CheckFinished[], paint: Paint): string {
  const reasons = Map.groupBy(checks, (check) => check.reason ?? check.message ?? '');
  return [...reasons]
    .map(
      ([reason, own]) =>
        `${paint.outcome(outcome, words[outcome])} ${own.map(({ check }) => check).join(', ')}\n  | ${terminalBlock(reason, '  | ')}`,
    )
    .join('\n');
}

function bar(counts: Readonly<Record<Outcome, number>>, total: number, paint: Paint): string {
  const width = 20;
  const filled = Math.round((counts.pass / total) * width);
  const red = counts.fail + counts.stale + counts.flaky + counts.notTestable > 0;
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
