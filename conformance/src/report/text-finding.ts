import type { BodyView, ExchangeView } from '../runner/exchange-view.ts';
import type { CheckFinished } from '../runner/run-events.ts';
import { terminalBlock, terminalLine } from '../wire/terminal-text.ts';
import type { Paint } from './paint.ts';

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
  const { exchanges, culprit } = check;
  // The other rules of the check hold as far as it got.
  const requirements = check.rules ?? check.requirements;
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
