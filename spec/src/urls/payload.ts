import { type Decoded, decode, type Encodable, encode } from '../codec/index.ts';
import { type LinkRefusal, refuse } from './link-refusal.ts';
import { onlyValue } from './parameters.ts';

/** The value of the parameter `p` (LINK-02): unpadded URL-safe base64 of msgpack. */
export const payloadText = (value: Encodable): string => Buffer.from(encode(value)).toString('base64url');

/** The content of the parameter `p`: bytes of the given size, or nil where that is allowed. */
export function bytesIn(parameters: URLSearchParams, size: number): Uint8Array | LinkRefusal;
export function bytesIn(
  parameters: URLSearchParams,
  size: number,
  nil: 'nil allowed',
): Uint8Array | null | LinkRefusal;
export function bytesIn(
  parameters: URLSearchParams,
  size: number,
  nil?: 'nil allowed',
): Uint8Array | null | LinkRefusal {
  const text = onlyValue(parameters, 'p');
  if (typeof text !== 'string') return text;
  const value = unpacked(text);
  if (value instanceof Uint8Array && value.length === size) return value;
  if (value === null && nil !== undefined) return null;
  return refuse('payload', `p as unpadded URL-safe base64 of msgpack holding ${size} bytes`);
}

/**
 * Any content of the parameter `p`. Undefined when the parameter is missing, repeated or not a
 * payload.
 */
export function valueIn(parameters: URLSearchParams): Decoded | undefined {
  const text = onlyValue(parameters, 'p');
  return typeof text === 'string' ? unpacked(text) : undefined;
}

function unpacked(text: string): Decoded | undefined {
  const bytes = Buffer.from(text, 'base64url');
  // The decoder accepts padding, foreign letters and stray bits. Only a text that comes back
  // unchanged is valid.
  if (bytes.toString('base64url') !== text) return undefined;
  try {
    return decode(bytes);
  } catch {
    return undefined;
  }
}
