import { isDeepStrictEqual } from 'node:util';
import { Id, Instant } from '../wire/index.ts';

/** Whether two values are the same fact: bytes by content (Buffer or not), identifiers and times by value. */
export const same = (a: unknown, b: unknown): boolean => isDeepStrictEqual(plain(a), plain(b));

function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('hex') };
  if (value instanceof Id) return { id: value.hex };
  if (value instanceof Instant) return { micros: String(value.micros) };
  if (Array.isArray(value)) return value.map(plain);
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  return value;
}
