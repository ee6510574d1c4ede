import { unpack } from '../wire/index.ts';

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Decodes a frame's data: padded standard base64 of a msgpack map; undefined for anything else. */
export function eventOf(data: string): Readonly<Record<string, unknown>> | undefined {
  if (data === '' || !base64.test(data)) return undefined;
  try {
    const value = unpack(Buffer.from(data, 'base64'));
    const isMap =
      value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;
    return isMap ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
