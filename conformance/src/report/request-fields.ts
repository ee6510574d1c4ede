import type { ShownBytes, ShownCertificate } from '../judge/observation.ts';
import type { BodyView, ExchangeView } from '../runner/exchange-view.ts';
import { headerOf } from '../wire/headers.ts';
import { printable } from '../wire/terminal-text.ts';
import { formatValue, specialText } from './sentences.ts';

/** Longest delay between the making of a request and its answer. */
const MAX_DELAY_S = 5;

/** A field of a request. */
export interface Field {
  /** The names and positions that lead to it. */
  readonly path: string;
  readonly name: string;
  /** Its value. `signed` or empty if it has children. */
  readonly text: string;
  /** The length of bytes. */
  readonly size?: number;
  readonly children: readonly Field[];
}

/** A request as a tree of fields, and the first field of each random value. */
export interface Reading {
  readonly fields: readonly Field[];
  readonly firstPaths: ReadonlyMap<string, string>;
  readonly byPath: ReadonlyMap<string, Field>;
  /** The time of the answer, in ms. */
  readonly now: number;
}

/** Headers that every request has and no check is about, unless their presence differs. */
const usual = new Set(['host', 'user-agent', 'content-length', 'connection']);

/** The path of the request line. */
export const REQUEST_LINE = ':request';

/** Reads a request as a tree of fields. */
export function read({ request, response }: ExchangeView): Reading {
  const now = Date.parse(headerOf(response?.headers ?? [], 'date') ?? '');
  const headers = request.headers
    .filter(([name]) => !usual.has(name.toLowerCase()))
    .map(([name, value]): Field => leaf(`@${name.toLowerCase()}`, `${name}: `, credential(value, now)));
  const fields: readonly Field[] = [
    leaf(REQUEST_LINE, '', withoutRandom(`${request.method} ${request.target}`)),
    ...headers,
    ...bodyFields(request.body),
  ];
  const firstPaths = new Map<string, string>();
  const byPath = new Map<string, Field>();
  const visit = (field: Field): void => {
    byPath.set(field.path, field);
    if (isRandom(field) && !firstPaths.has(field.text)) firstPaths.set(field.text, field.path);
    field.children.forEach(visit);
  };
  fields.forEach(visit);
  return { fields, firstPaths, byPath, now };
}

const leaf = (path: string, name: string, text: string): Field => ({ path, name, text, children: [] });

/** The credentials of a request, without the parts that are new each time. */
const credential = (value: string, now: number): string =>
  withoutRandom(
    value.replace(/\.[\w-]{86}==$/, '.[signature]').replace(/\.(\d{10})\./, (_, seconds: string) => {
      const offset = Number(seconds) - Math.round(now / 1000);
      return Math.abs(offset) <= MAX_DELAY_S ? '.NOW.' : `.NOW${offset < 0 ? '−' : '+'}${Math.abs(offset)}.`;
    }),
  );

function bodyFields(body: BodyView | undefined): readonly Field[] {
  if (body === undefined) return [];
  const { decoded, bytes, hex, value } = body;
  if (value instanceof Object) return fieldsOf(value, '');
  if (decoded !== undefined) return [leaf('body', 'body: ', JSON.stringify(decoded.slice(0, 40)))];
  return [{ ...leaf('body', 'body: ', hex), size: bytes }];
}

/** The fields of a map or list in the form of `plainMessage`. */
const fieldsOf = (map: object, parent: string): readonly Field[] =>
  Object.entries(map).map(([key, value], index) => {
    // The keys of a map may be identifiers.
    const name = /^[0-9a-f]{32}$/.test(key) ? `${index}` : key;
    return fieldOf(`${parent}${name}`, `${printable(name)}: `, value);
  });

function fieldOf(path: string, name: string, value: unknown): Field {
  if (isSigned(value))
    return { ...leaf(path, name, 'signed'), children: fieldsOf(value.content, `${path}/`) };
  if (hasFields(value)) return { ...leaf(path, name, ''), children: fieldsOf(value, `${path}/`) };
  const field = leaf(path, name, printable(formatValue(value, Number.POSITIVE_INFINITY)));
  // Instead of hidden bytes there is their name.
  return isBytes(value) && /^[0-9a-f]+…?$/.test(value.hex) ? { ...field, size: value.$bytes } : field;
}

const isSigned = (value: unknown): value is ShownCertificate => value instanceof Object && '$signed' in value;
const isBytes = (value: unknown): value is ShownBytes => value instanceof Object && '$bytes' in value;

/** Whether a value is a map, or a list of maps or lists. */
const hasFields = (value: unknown): value is object =>
  value instanceof Object &&
  Object.values(value).some((item) => !Array.isArray(value) || typeof item === 'object') &&
  specialText(value) === undefined;

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
export const TIME = /\d{4}-\d\d-\d\dT[\d:.]+Z/;

/** Whether a value is random or a time, so that it says nothing by itself. */
export const isRandom = ({ text, size }: Pick<Field, 'text' | 'size'>): boolean =>
  size !== undefined || UUID.test(text) || TIME.test(text);

/** The value of a field for a reader. */
export function shown({ path, text, size }: Field, reading: Reading): string {
  const first = reading.firstPaths.get(text);
  const like = first === undefined || first === path ? '' : `as ${first.replaceAll('/', '.')}`;
  if (TIME.test(text)) return timeText(text, reading);
  if (like !== '') return like;
  return size === undefined ? withoutRandom(text.replace(UUID, 'an id')) : `${size} bytes`;
}

/** A time relative to the answer, or to the first time of the request if they are close. */
function timeText(text: string, { firstPaths, now }: Reading): string {
  const first = [...firstPaths.keys()].find((value) => TIME.test(value)) ?? text;
  const between = Number(microseconds(text) - microseconds(first));
  const isClose = Math.abs(between) < 1e6;
  // The header `Date` has no fraction, so the server's clock was up to a second later.
  const seconds = Math.floor(Number(microseconds(isClose ? first : text)) / 1e6 - now / 1000);
  const base = Math.abs(seconds) <= MAX_DELAY_S ? 'now' : `now ${signed(seconds)} s`;
  return isClose && between !== 0 ? `${base} ${signed(between)} µs` : base;
}

const signed = (value: number): string => `${value < 0 ? '−' : '+'} ${Math.abs(value)}`;

function microseconds(text: string): bigint {
  const time = TIME.exec(text)?.[0] ?? '';
  const fraction = /\.(\d+)Z$/.exec(time)?.[1] ?? '';
  return (
    BigInt(Date.parse(time.replace(/\.\d+Z$/, 'Z'))) * 1000n + BigInt(fraction.padEnd(6, '0').slice(0, 6))
  );
}

/** Replaces random names and identifiers by what they are. */
export const withoutRandom = (text: string): string =>
  text
    .replace(/ps-[0-9a-f]{6}-\w+/g, 'ORG')
    .replace(/\b(\w+)\.[0-9a-f]{6,12}(?:\.\w+)?@/g, '$1@')
    .replace(/\b[0-9a-f]{32}\b/g, 'ID')
    .replace(UUID, 'ID');
