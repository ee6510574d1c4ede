import type { CheckResult } from '../runner/check-result.ts';
import { commandOf, type ExchangeView, viewExchange } from '../runner/exchange-view.ts';
import { type Exchange, SHOWN_BYTES, unansweredText } from '../wire/exchange.ts';
import {
  type Field,
  isRandom,
  REQUEST_LINE,
  type Reading,
  read,
  shown,
  TIME,
  withoutRandom,
} from './request-fields.ts';

/** The request of a check that breaks its requirement, in a short form without random values. */
export interface ExampleRequest {
  /** The id of the check. */
  readonly check: string;
  /** The words of the check for this request. */
  readonly label?: string;
  /** Request line, headers that matter and body. The lines that are wrong begin with `! `. */
  readonly lines: readonly string[];
  /** The answer of a server that keeps the rule. */
  readonly expected: string;
  /** The answer to the valid twin. Absent if the check has none. */
  readonly valid?: string;
}

/** Longest example, in lines and in characters of a line. */
const MAX_LINES = 14;
const MAX_LENGTH = 76;

/** Labels of requests that only prepare, and that only observe. */
const preparation = /^(honest.*|carol|bob|(enrolling|adding|revoking|making|freezing) .*)$/;
const observation = /^(certificates|the list|status|users|stats)$/;

const prepares = ({ label = '' }: ExchangeView): boolean => preparation.test(label);

/** Whether a check named a request because of its answer, and not only to prepare or to observe. */
export const isJudged = (one: ExchangeView): boolean =>
  one.label !== undefined && !prepares(one) && !observation.test(one.label);

/**
 * Extracts the request that the check is about. With a valid twin, the fields that differ from it
 * are marked. Random values, such as keys and identifiers, only differ if one repeats another value
 * of its own request and the other does not.
 *
 * @param finished a check that passed
 * @param sentence the text of the requirement, whose quoted fields are marked if nothing differs
 * @param id of the requirement, whose command is preferred
 */
export function exampleOf(
  { check, exchanges }: Pick<CheckResult, 'check' | 'exchanges'>,
  sentence = '',
  id = '',
): ExampleRequest | undefined {
  const { exchange, valid } = exampleAmong(exchanges, sentence, id);
  if (exchange === undefined) return undefined;
  const { label } = exchange;
  return {
    check,
    ...(label === undefined || label === 'broken' ? {} : { label: withoutRandom(label) }),
    lines: linesOf(exchange, valid, sentence),
    expected: answerTo(exchange),
    ...(valid === undefined ? {} : { valid: answerTo(valid) }),
  };
}

/** The exchange that a check is about, and its valid twin. Prefers the command of the requirement `id`. */
export function exampleAmong(exchanges: readonly ExchangeView[], sentence: string, id = '') {
  const twin = exchanges.findLast(({ label }) => label === 'valid');
  const candidates = exchanges.filter((one) => isJudged(one) && one.label !== 'valid');
  const exchange =
    candidates.find(({ label }) => label === 'broken') ??
    (twin === undefined ? undefined : candidates.find((one) => isAlike(one, twin))) ??
    candidates.find((one) => names(sentence, one)) ??
    exchanges.findLast((one) => isOwn(one, id) && names(sentence, one)) ??
    exchanges.findLast((one) => one.label === undefined && names(sentence, one)) ??
    (/answer `(?!ok)|\b[45]\d\d\b/.test(sentence)
      ? undefined
      : (candidates[0] ?? likeliest(exchanges, sentence, id)));
  const valid = exchange !== undefined && twin !== undefined && isAlike(exchange, twin) ? twin : undefined;
  return { exchange, valid };
}

/**
 * The last request that was refused if the requirement is about a refusal, else the last answered one, of
 * the command that the requirement is of, if there is one.
 */
function likeliest(
  exchanges: readonly ExchangeView[],
  sentence: string,
  id: string,
): ExchangeView | undefined {
  const asked = exchanges.filter((one) => !prepares(one));
  const isAboutRefusal = /\brefuse/.test(sentence);
  const isLikely = (one: ExchangeView): boolean =>
    one.request.method !== 'GET' && isRefused(one) === isAboutRefusal;
  // A request that other checks only prepare with is what these rules are about.
  const own = exchanges.filter((one) => isOwn(one, id));
  return own.findLast(isLikely) ?? asked.findLast(isLikely) ?? asked.at(-1);
}

/**
 * The request of a recorded example, and its valid twin, as another run of its check sent them.
 * Requests that a check sends at once may come in another order there, so another one is looked for
 * if the likely one has another path, command, label or answer.
 */
export function exampleSent(exchanges: readonly Exchange[], sentence: string, recorded: ExampleRequest) {
  const views = exchanges.map((one) => viewExchange(one, { redact: (text) => text, limit: SHOWN_BYTES }));
  const { exchange: likely, valid: twin } = exampleAmong(views, sentence);
  const isRecorded = (one: ExchangeView): boolean => outlineOf(one) === outlineOfExample(recorded);
  const exchange = likely !== undefined && isRecorded(likely) ? likely : views.findLast(isRecorded);
  const valid = exchange !== undefined && twin !== undefined && isAlike(exchange, twin) ? twin : undefined;
  const sent = (view: ExchangeView | undefined) => view && exchanges[views.indexOf(view)]?.request;
  return { request: sent(exchange), valid: sent(valid) };
}

/** What two runs have in common of a request: all but its values. */
function outlineOf(exchange: ExchangeView): string {
  const { label = '', request } = exchange;
  const words = label === 'broken' ? '' : withoutRandom(label);
  return outline(words, `${request.method} ${request.target}`, request.command, answerTo(exchange));
}

function outlineOfExample({ label, lines, expected }: ExampleRequest): string {
  const [first = ''] = lines;
  const [, command] = lines.map((line) => /^. cmd: "(.*)"/.exec(line)).find((found) => found !== null) ?? [];
  return outline(label, first.slice(2), command, expected);
}

/** The organization has another name in each run. */
const outline = (label = '', requestLine: string, command = '', answer: string): string =>
  [
    label,
    requestLine
      .replace(/\?.*/, '')
      .replace(/\/(authenticated|anonymous|invited|redirect|organizations)\/[^/]*/, '/$1'),
    command,
    answer,
  ].join('\n');

/** Whether a request is one of the command that a requirement is of. */
const isOwn = ({ request }: ExchangeView, id: string): boolean => commandOf(request) === id.split('/', 1)[0];

const isAlike = (one: ExchangeView, other: ExchangeView): boolean =>
  one.request.method === other.request.method && commandOf(one.request) === commandOf(other.request);

/** Whether a requirement names the answer that was given. */
const names = (sentence: string, { response }: ExchangeView): boolean =>
  response !== undefined &&
  (response.reply === undefined
    ? new RegExp(`\\b${response.status}\\b`).test(sentence)
    : sentence.includes(`\`${response.reply}\``));

const isRefused = ({ response }: ExchangeView): boolean =>
  response === undefined || response.status >= 400 || (response.reply ?? 'ok') !== 'ok';

function answerTo({ response, error = 'unknown' }: ExchangeView): string {
  if (response === undefined) return unansweredText(error);
  return response.reply === undefined
    ? `HTTP ${response.status}`
    : `${response.status} \`${response.reply}\``;
}

/** A wrong field, with the value of the valid twin if it can be seen. */
interface Mark {
  readonly path: string;
  readonly name: string;
  readonly valid?: string;
}

/** A line of an example. */
interface Line {
  readonly text: string;
  /** Shown even if the example is long. */
  readonly isNeeded: boolean;
}

/**
 * The fields of the request of a failed check that differ from its valid twin, with those around
 * them. Empty if there is no such request.
 *
 * @param width - longest line, in characters
 */
export function mistakeLines(
  { exchanges, culprit }: Pick<CheckResult, 'exchanges' | 'culprit'>,
  width: number,
): readonly string[] {
  const broken = culprit === undefined ? undefined : exchanges[culprit];
  const twin = exchanges.findLast(({ label }) => label === 'valid');
  if (broken === undefined || twin === undefined || broken === twin || !isAlike(broken, twin)) return [];
  const needed = allLines(broken, twin, '', width).filter(({ isNeeded }) => isNeeded);
  const isMarked = needed.some(({ text }) => text.startsWith('!'));
  // The line of the request stands above them.
  return isMarked ? needed.filter(({ text }) => !/^ {2}\S+ \//.test(text)).map(({ text }) => text) : [];
}

const linesOf = (exchange: ExchangeView, twin: ExchangeView | undefined, sentence: string): string[] =>
  cut(allLines(exchange, twin, sentence, MAX_LENGTH));

function allLines(
  exchange: ExchangeView,
  twin: ExchangeView | undefined,
  sentence: string,
  width: number,
): readonly Line[] {
  const own = read(exchange);
  const marks = twin === undefined ? [] : differences(own, read(twin));
  if (marks.length === 0 && isRefused(exchange)) marks.push(...quoted(own, exchange, sentence));
  const marked = new Map(marks.map((mark) => [mark.path, mark]));
  const lines: Line[] = [];
  const add = (text: string, mark: Mark | undefined, isNeeded = mark !== undefined): void => {
    const line = `${mark === undefined ? ' ' : '!'} ${text}`.trimEnd();
    const note = mark?.valid === undefined ? '' : `(valid: ${mark.valid})`;
    const isShort = line.length + note.length + 3 <= width;
    lines.push({ text: shorten(note !== '' && isShort ? `${line}   ${note}` : line, width), isNeeded });
    if (note !== '' && !isShort) lines.push({ text: shorten(`      ${note}`, width), isNeeded });
  };
  const render = (fields: readonly Field[], parent: string): void => {
    const indent = '  '.repeat(parent.split('/').length - 1);
    for (const field of fields) {
      const mark = marked.get(field.path);
      const hasMark = marks.some(({ path }) => path.startsWith(`${field.path}/`));
      const isOpen = hasMark || isSmallMap(field);
      if (field.path.startsWith('@') && mark === undefined) continue;
      const more = isOpen || field.children.length === 0 ? '' : field.text === '' ? '…' : ' …';
      const isFirst = field.path === REQUEST_LINE;
      add(
        `${indent}${field.name}${shown(field, own)}${more}`,
        mark,
        mark !== undefined || hasMark || isFirst,
      );
      if (isOpen) render(field.children, `${field.path}/`);
    }
    for (const mark of marks)
      if (parentOf(mark.path) === parent && !own.byPath.has(mark.path))
        add(`${indent}${mark.name}absent`, mark);
  };
  render(own.fields, '');
  return lines;
}

/** Whether a map is shown with its fields, although none of them is marked. */
const isSmallMap = ({ text, children }: Field): boolean => text === '' && children.length <= 4;

const shorten = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, width - 1)}…`;

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

/**
 * The fields that a requirement or a label names, for a request without a visible difference from a
 * twin. A bad signature cannot be seen.
 */
function quoted(
  { fields, byPath }: Reading,
  { label = '', response }: ExchangeView,
  sentence: string,
): Mark[] {
  const isNamed = ({ path }: Field): boolean =>
    sentence.includes(`\`${path}\``) ||
    label.startsWith(`${path}: `) ||
    (path.includes('_') && sentence.includes(path.replaceAll('_', ' ')));
  const [, ...words] = /another (\w+)|as (\w+)$/.exec(label) ?? [];
  const isInLabel = ({ name }: Field): boolean =>
    words.some((word) => word !== undefined && [`${word}: `, `${word}_id: `].includes(name));
  const isCredential = ({ path }: Field): boolean =>
    path === '@authorization' && [401, 403, 498].includes(response?.status ?? 0);
  const groups = [
    fields.filter(isNamed),
    [...byPath.values()].filter(isInLabel),
    fields.filter(isCredential),
  ];
  const first = groups.find((some) => some.length > 0) ?? [];
  return first.map(({ path, name }) => ({ path, name }));
}

/** Keeps the needed lines and as many others as fit. */
function cut(lines: readonly Line[]): string[] {
  if (lines.length <= MAX_LINES) return lines.map(({ text }) => text);
  let spare = MAX_LINES - 1 - lines.filter(({ isNeeded }) => isNeeded).length;
  const shortened = lines.filter(({ isNeeded }) => isNeeded || spare-- > 0);
  return [...shortened.slice(0, MAX_LINES - 1).map(({ text }) => text), '  …'];
}

/** The fields that differ, with the value of the twin. */
function differences(own: Reading, twin: Reading): Mark[] {
  const marks: Mark[] = [];
  const weak: Mark[] = [];
  const compare = (path: string): void => {
    const field = own.byPath.get(path);
    const other = twin.byPath.get(path);
    const name = field?.name ?? other?.name ?? '';
    const isMap = (field?.children.length ?? 0) > 0;
    const wasMap = (other?.children.length ?? 0) > 0;
    const theirs = other === undefined ? 'absent' : `${shown(other, twin)}${wasMap ? ' …' : ''}`;
    if (field === undefined || other === undefined || isMap !== wasMap) {
      marks.push({ path, name, valid: theirs });
      return;
    }
    for (const child of new Set([...field.children, ...other.children].map(({ path }) => path)))
      compare(child);
    if (isMap || field.text === other.text) return;
    const bothRandom = isRandom(field) && isRandom(other);
    if (bothRandom && hasLostItsModel(field, own, twin)) return;
    if (shown(field, own) !== theirs) marks.push({ path, name, valid: theirs });
    else if (bothRandom && !TIME.test(field.text)) weak.push({ path, name, valid: 'another' });
  };
  for (const path of new Set([...own.fields, ...twin.fields].map(({ path }) => path))) compare(path);
  return marks.length > 0 || weak.length !== 1 ? marks : weak;
}

/** Whether a random value differs only because the field that it repeats is broken or missing. */
function hasLostItsModel({ path }: Field, own: Reading, twin: Reading): boolean {
  const text = (reading: Reading) => reading.byPath.get(path)?.text ?? '';
  const models = [own.firstPaths.get(text(own)), twin.firstPaths.get(text(twin))];
  return models.some((model) => model !== undefined && !(own.byPath.has(model) && twin.byPath.has(model)));
}
