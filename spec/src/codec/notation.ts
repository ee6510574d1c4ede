import { bytesOfHex, hexOf } from '#platform';
import { CodedError } from '../errors/index.ts';
import { DateTime } from './date-time.ts';
import { Uuid } from './uuid.ts';
import { type Encodable, Float } from './value.ts';

/**
 * A wire value in JSON: `{ "$bin": hex }`, `{ "$uuid": hex }`, `{ "$datetime": RFC 3339 }`,
 * `{ "$float": number }`, `{ "$int": digits }` beyond 2^53, `{ "$map": [[key, value], …] }` for
 * keys that are not text. Any other value is written as itself.
 */
export type Notation =
  | null
  | boolean
  | number
  | string
  | readonly Notation[]
  | { readonly [key: string]: Notation };

/** The JSON is not a wire value: an unknown word with `$`, or one with wrong content. */
export class NotationError extends CodedError<'notation'> {
  constructor(message: string) {
    super('notation', message);
  }
}

/**
 * The wire value of a JSON notation.
 * @throws {NotationError} when the JSON is not valid notation.
 */
export function fromNotation(value: Notation): Encodable {
  if (Array.isArray(value)) return value.map(fromNotation);
  if (typeof value !== 'object' || value === null) return plain(value as null | boolean | number | string);
  const entries = Object.entries(value);
  const [first] = entries;
  if (first?.[0].startsWith('$')) {
    if (entries.length > 1) throw new NotationError(`${first[0]} has other keys beside it`);
    return special(first[0], first[1]);
  }
  return Object.fromEntries(entries.map(([key, item]) => [key, fromNotation(item)]));
}

function plain(value: null | boolean | number | string): Encodable {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  throw new NotationError(`${value} is not an exact integer: write { "$float": … } or { "$int": "…" }`);
}

function special(word: string, content: Notation): Encodable {
  const read = words[word]?.(content);
  if (read === undefined) throw new NotationError(`${word} cannot contain ${JSON.stringify(content)}`);
  return read;
}

const words: Readonly<Record<string, (content: Notation) => Encodable | undefined>> = {
  $bin: (content) =>
    typeof content === 'string' && /^(?:[0-9a-f]{2})*$/.test(content) ? bytesOfHex(content) : undefined,
  $uuid: (content) => (typeof content === 'string' ? Uuid.parse(content) : undefined),
  $datetime: (content) => (typeof content === 'string' ? DateTime.parse(content) : undefined),
  $float: (content) => (typeof content === 'number' ? new Float(content) : undefined),
  $int: (content) =>
    typeof content === 'string' && /^-?[0-9]+$/.test(content) ? BigInt(content) : undefined,
  $map: (content) => (Array.isArray(content) ? new Map(content.map(pair)) : undefined),
};

function pair(item: Notation): [Encodable, Encodable] {
  if (!Array.isArray(item) || item.length !== 2)
    throw new NotationError('$map is a list of pairs of key and value');
  const [key, value] = item as [Notation, Notation];
  return [fromNotation(key), fromNotation(value)];
}

/**
 * The JSON notation of a wire value, as in vectors and examples. `undefined` properties are left
 * out.
 */
export function toNotation(value: unknown): Notation {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return integer(value);
  if (value instanceof Uint8Array) return { $bin: hexOf(value) };
  if (DateTime.is(value)) return { $datetime: value.toString() };
  if (Uuid.is(value)) return { $uuid: value.hex };
  if (Float.is(value)) return { $float: value.value };
  if (Array.isArray(value)) return value.map(toNotation);
  if (value instanceof Map) {
    return { $map: [...value].map(([key, item]) => [toNotation(key), toNotation(item)]) };
  }
  if (typeof value === 'object' && isPlain(value)) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return Object.fromEntries(entries.map(([key, item]) => [key, toNotation(item)]));
  }
  throw new NotationError('this value has no wire form in Parsec');
}

const integer = (value: number | bigint): Notation =>
  Number.isSafeInteger(Number(value)) ? Number(value) : { $int: value.toString() };

const isPlain = (value: object): boolean =>
  [null, Object.prototype].includes(Object.getPrototypeOf(value) as object | null);
