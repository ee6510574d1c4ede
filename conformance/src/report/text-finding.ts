import { type BodyView, commandOf, type ExchangeView } from '../runner/exchange-view.ts';
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

/** Lines of each body on a card. */
const MAX_CARD_LINES = 5;

/** Prefix of the further lines of a text. Its first line follows its label. */
const MARGIN = `${' '.repeat(12)}| `;

/** A check that did not pass, for a terminal, with the rerun command. */
export function textFinding(check: CheckFinished, paint: Paint): string {
  const { exchanges, culprit } = check;
  const exchange = culprit === undefined ? undefined : exchanges[culprit];
  return [
    ...headOf(check, paint),
    ...labelled(paint, 'what', check.message),
    ...labelled(paint, 'reason', check.reason === check.message ? undefined : check.reason),
    ...labelled(paint, 'sent', exchange && nameOf(exchange)),
    ...labelled(paint, 'expected', check.expected),
    ...labelled(paint, 'observed', check.observed),
    ...(exchange === undefined
      ? []
      : [
          textExchange(exchange)
            .split('\n')
            .map((line) => paint.dim(`    ${line}`))
            .join('\n'),
        ]),
    ...labelled(paint, 'again', check.replay),
  ].join('\n');
}

/**
 * The same in few lines: the bodies are decoded and cut, without headers and hex. A check without a
 * wrong answer shows its last exchange.
 */
export function findingCard(check: CheckFinished, paint: Paint): string {
  const { exchanges, culprit, message, expected, observed } = check;
  const exchange = exchanges[culprit ?? exchanges.length - 1];
  const isFact = expected !== undefined && observed !== undefined;
  // The message repeats both.
  const what = isFact ? message?.replace(/(: )?expected [\s\S]*$/, '') : message;
  const cut = (text: string | undefined) => text && briefLine(text);
  return [
    ...headOf(check, paint),
    ...labelled(paint, 'what', what || undefined),
    ...labelled(paint, 'reason', check.reason === message ? undefined : check.reason),
    ...labelled(paint, 'expected', cut(expected)),
    ...labelled(paint, 'observed', cut(observed)),
    ...(exchange === undefined ? [] : exchangeCard(exchange, paint)),
    ...labelled(paint, 'again', check.replay),
  ].join('\n');
}

/** A text as one line of at most 120 characters. */
export const briefLine = (text: string): string => {
  const line = terminalLine(text);
  return line.length > 120 ? `${line.slice(0, 120)}…` : line;
};

function headOf({ check, outcome, rules, requirements }: CheckFinished, paint: Paint): readonly string[] {
  return [
    `${paint.outcome(outcome, outcome.toUpperCase())} ${paint.bold(check)}`,
    // The other rules of the check hold as far as it got.
    ...(rules ?? requirements).map(
      ({ id, row, level, sentence }) =>
        `  ${row} ${level} ${sentence}${id === check ? '' : paint.dim(` [${id}]`)}`,
    ),
  ];
}

const labelled = (paint: Paint, name: string, text: string | undefined): readonly string[] =>
  text === undefined ? [] : [`  ${paint.dim(name.padEnd(9))} ${terminalBlock(text, MARGIN)}`];

/** A request by its command, if it has one, its method and its target. */
function nameOf({ request }: ExchangeView): string {
  const command = commandOf(request);
  const line = `${request.method} ${request.target}`;
  return command === undefined ? line : `${command} (${line})`;
}

function exchangeCard(exchange: ExchangeView, paint: Paint): readonly string[] {
  const { request, response, error } = exchange;
  const answer =
    response === undefined
      ? `no answer: ${error ?? 'unknown'}`
      : `${[response.status, response.reply].filter((part) => part !== undefined).join(' ')}`;
  return [
    ...labelled(paint, 'sent', nameOf(exchange)),
    ...bodyCard(request.body, paint),
    ...labelled(paint, 'answer', answer),
    ...bodyCard(response?.body, paint),
  ];
}

/** The first lines of a decoded body, without the braces around it. Otherwise its size. */
function bodyCard(view: BodyView | undefined, paint: Paint): readonly string[] {
  if (view === undefined || view.bytes === 0) return [];
  const lines = view.decoded?.split('\n') ?? [`${view.bytes} bytes (-v shows them)`];
  const inner = lines[0] === '{' ? lines.slice(1, -1).map((line) => line.slice(2)) : lines;
  const shown = inner.length <= MAX_CARD_LINES ? inner : inner.slice(0, MAX_CARD_LINES - 1);
  return [
    ...shown.map((line) => paint.dim(`${MARGIN}${briefLine(line)}`)),
    ...(shown.length < inner.length ? [paint.dim(`${MARGIN}… (-v shows all)`)] : []),
  ];
}
