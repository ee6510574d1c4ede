import { DateTime, Float, Uuid } from '../codec/index.ts';
import { type Notation, NotationError } from './notation.ts';

/**
 * The JSON notation of a wire value, as in vectors and examples. `undefined` properties are left
 * out.
 */
export function toNotation(value: unknown): Notation {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return integer(value);
  if (value instanceof Uint8Array) return { $bin: Buffer.from(value).toString('hex') };
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
