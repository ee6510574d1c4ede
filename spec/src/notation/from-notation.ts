import { DateTime, type Encodable, Float, Uuid } from '../codec/index.ts';
import { type Notation, NotationError } from './notation.ts';

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
  throw new NotationError(`${value} is no exact integer: write { "$float": … } or { "$int": "…" }`);
}

function special(word: string, content: Notation): Encodable {
  const read = words[word]?.(content);
  if (read === undefined) throw new NotationError(`${word} cannot contain ${JSON.stringify(content)}`);
  return read;
}

const words: Readonly<Record<string, (content: Notation) => Encodable | undefined>> = {
  $bin: (content) =>
    typeof content === 'string' && /^(?:[0-9a-f]{2})*$/.test(content)
      ? Uint8Array.from(Buffer.from(content, 'hex'))
      : undefined,
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
