import { rulePage } from '@parsec-spec/spec/requirements';
import { type BodyView, type ExchangeView, requestName } from '../runner/exchange-view.ts';
import { type HeaderList, unansweredText } from '../wire/exchange.ts';
import { terminalBlock, terminalLine, WIDTH, wrap } from '../wire/terminal-text.ts';
import { mistakeLines } from './example-request.ts';
import type { Paint } from './paint.ts';
import type { CheckFinished } from './report-events.ts';

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
  if (firstError !== undefined) lines.push(`< ${terminalLine(firstError)}, sent again on a fresh connection`);
  if (response === undefined) lines.push(`< ${terminalLine(unansweredText(error))} after ${durationMs} ms`);
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

/** Headers of each message on a card. */
const MAX_CARD_HEADERS = 3;

/** Prefix of the further lines of a text. Its first line follows its label. */
const MARGIN = `${' '.repeat(12)}| `;

/**
 * A check that did not pass, for a terminal, with the rerun command.
 *
 * @param site - the website with the pages of the requirements, if they are linked
 */
export function textFinding(check: CheckFinished, paint: Paint, site?: string): string {
  const { exchanges, culprit } = check;
  const exchange = culprit === undefined ? undefined : exchanges[culprit];
  return [
    ...headOf(check, paint, WIDTH, site),
    ...labelled(paint, 'what', check.message),
    ...labelled(paint, 'mistake', check.mistake),
    ...labelled(paint, 'reason', check.reason === check.message ? undefined : check.reason),
    ...labelled(paint, 'sent', exchange && requestName(exchange.request)),
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
    ...command(paint, check.replay),
  ].join('\n');
}

/**
 * The same in few lines: the bodies are decoded and cut, without hex and without headers that no
 * text of the check names. A check without a wrong answer shows its last exchange.
 *
 * @param site - the website with the pages of the requirements, if they are linked
 * @param width - columns
 */
export function findingCard(check: CheckFinished, paint: Paint, site?: string, width = WIDTH): string {
  const { exchanges, culprit, message, expected, observed } = check;
  const exchange = exchanges[culprit ?? exchanges.length - 1];
  const isFact = expected !== undefined && observed !== undefined;
  // The message repeats both.
  const subject = isFact ? message?.replace(/(: )?expected [\s\S]*$/, '') : message;
  const what = subject === check.mistake ? undefined : subject;
  const fact = briefFacts(expected, observed, MAX_FACT_LENGTH);
  return [
    ...headOf(check, paint, width, site),
    ...labelled(paint, 'what', what || undefined, width),
    ...labelled(paint, 'mistake', check.mistake, width),
    ...labelled(paint, 'reason', check.reason === message ? undefined : check.reason, width),
    ...labelled(paint, 'expected', isFact ? fact.expected : undefined, width),
    ...labelled(paint, 'observed', isFact ? fact.observed : undefined, width),
    ...(exchange === undefined ? [] : exchangeCard(check, exchange, paint, width)),
    ...command(paint, check.replay),
  ].join('\n');
}

/** Longest expected or observed value on a card, in characters. It takes two or three lines. */
const MAX_FACT_LENGTH = 160;

/**
 * An expected and an observed value, each as one line of at most `limit` characters. Bytes are cut
 * to their beginning, if the two still differ.
 */
export function briefFacts(expected = '', observed = '', limit?: number) {
  const short = (text: string) => text.replace(/[0-9a-f]{24,}…?/g, (digits) => `${digits.slice(0, 16)}…`);
  const isClear = short(expected) !== short(observed);
  const brief = (text: string) => briefLine(isClear ? short(text) : text, limit);
  return { expected: brief(expected), observed: brief(observed) };
}

/** A text as one line of at most `limit` characters. */
export const briefLine = (text: string, limit = 120): string => {
  const line = terminalLine(text);
  return line.length > limit ? `${line.slice(0, limit)}…` : line;
};

function headOf(
  { check, outcome, rules, requirements }: CheckFinished,
  paint: Paint,
  width: number,
  site: string | undefined,
): readonly string[] {
  return [
    `${paint.outcome(outcome, outcome.toUpperCase())} ${paint.bold(check)}`,
    // The other rules of the check hold as far as it got.
    ...(rules ?? requirements).flatMap(({ id, row, level, sentence }) => [
      wrap(`  ${row} ${level} ${sentence}${id === check ? '' : paint.dim(` [${id}]`)}`, width),
      ...pageLines(site, id),
    ]),
  ];
}

/** The address of the page of a requirement. It is never broken, so that it can be opened. */
export const pageLines = (site: string | undefined, id: string): readonly string[] =>
  site === undefined ? [] : [`  ${rulePage(site, id)}`];

const labelled = (paint: Paint, name: string, text: string | undefined, width = WIDTH): readonly string[] =>
  text === undefined
    ? []
    : terminalBlock(text, MARGIN)
        .split('\n')
        .map((line, index) =>
          wrap(
            index === 0 ? `  ${paint.dim(name)}${' '.repeat(10 - name.length)}${line}` : line,
            width,
            MARGIN,
          ),
        );

/** A command is never broken, so that it can be copied. */
const command = (paint: Paint, replay: string | undefined): readonly string[] =>
  replay === undefined ? [] : [`  ${paint.dim('again')}     ${terminalLine(replay)}`];

function exchangeCard(
  check: CheckFinished,
  exchange: ExchangeView,
  paint: Paint,
  width: number,
): readonly string[] {
  const { request, response, error } = exchange;
  const answer =
    response === undefined
      ? unansweredText(error)
      : `${[response.status, response.reply].filter((part) => part !== undefined).join(' ')}`;
  const { message = '', expected = '', observed = '', rules, requirements } = check;
  const about = [message, expected, observed, ...(rules ?? requirements).map(({ sentence }) => sentence)];
  const words = new Set(
    about.flatMap((text) => text.match(/[\w-]+/g) ?? []).flatMap((word) => [word, word.toLowerCase()]),
  );
  const room = width - MARGIN.length;
  const marked = mistakeLines(check, room);
  const dim = (line: string): string => paint.dim(`${MARGIN}${briefLine(line, room - 1)}`);
  return [
    ...labelled(paint, 'sent', requestName(request), width),
    ...headersCard(request.headers, words).map(dim),
    ...(marked.length > 0 ? marked : bodyCard(request.body, words)).map(dim),
    ...labelled(paint, 'answer', answer, width),
    ...headersCard(response?.headers ?? [], words).map(dim),
    ...bodyCard(response?.body, words).map(dim),
  ];
}

/** The headers that a text of the check names, and the encoding of the body. */
const headersCard = (headers: HeaderList, words: ReadonlySet<string>): readonly string[] =>
  headers
    .filter(([name]) => /^content-encoding$/i.test(name) || words.has(headerWord(name)))
    .slice(0, MAX_CARD_HEADERS)
    .map((header) => header.join(': '));

/** How a text names a header. `server` in a sentence is no header, but `Server` is. */
const headerWord = (name: string): string =>
  name.includes('-') ? name.toLowerCase() : name.charAt(0).toUpperCase() + name.slice(1).toLowerCase();

/**
 * Lines of a decoded body, without the braces around it: the first one, those whose field a text of
 * the check names, and then the next ones. Otherwise its size.
 */
function bodyCard(view: BodyView | undefined, words: ReadonlySet<string>): readonly string[] {
  if (view === undefined || view.bytes === 0) return [];
  const lines = view.decoded?.split('\n') ?? [`${view.bytes} bytes (-v shows them)`];
  const inner = lines[0] === '{' ? lines.slice(1, -1).map((line) => line.slice(2)) : lines;
  if (inner.length <= MAX_CARD_LINES) return inner;
  const rank = (line: string, index: number): number =>
    index === 0 ? 0 : words.has(/^ *(\w+):/.exec(line)?.[1]?.toLowerCase() ?? '') ? 1 : 2;
  const ranked = inner.map((line, index) => ({ line, index, rank: rank(line, index) }));
  const topLines = ranked.toSorted((left, right) => left.rank - right.rank).slice(0, MAX_CARD_LINES - 1);
  const inOrder = topLines.sort((left, right) => left.index - right.index).map(({ line }) => line);
  return [...inOrder, '… (-v shows all)'];
}
