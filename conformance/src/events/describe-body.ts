import { decompress } from '../certificate/index.ts';
import { PrivateKey, SigningKey } from '../keys/index.ts';
import { Id, Instant, unpack } from '../wire/index.ts';

/** Byte limit for all decompressed certificates of one body. */
const OPENED_BYTES = 1 << 16;

/** Levels of a value that are described. */
const MAX_DEPTH = 12;

/** Bytes to which certificates may still be decompressed. */
interface Budget {
  left: number;
}

/**
 * A readable form of a body: msgpack field by field (with opened certificates), JSON and text
 * unchanged; undefined for binary data or more than `limit` bytes.
 */
export function describeBody(body: Uint8Array, contentType: string, limit: number): string | undefined {
  if (body.length > limit) return undefined;
  if (contentType.startsWith('application/msgpack')) {
    const value = tryUnpack(body);
    if (value !== undefined) return describe(value.value, 0, { left: OPENED_BYTES });
  }
  const text = Buffer.from(body).toString('utf8');
  return /\ufffd|(?!\s)\p{Cc}/u.test(text) ? undefined : text;
}

/** A value over several lines, indented by two blanks per level. */
function describe(value: unknown, depth: number, budget: Budget): string {
  const inner = '  '.repeat(depth + 1);
  const outer = '  '.repeat(depth);
  if (value instanceof Uint8Array) return describeBytes(value, depth, budget);
  if (value instanceof Instant) return `${value}`;
  if (value instanceof SigningKey || value instanceof PrivateKey) return '[private key]';
  if (value instanceof Id) return value.hyphenated;
  if (typeof value === 'bigint') return `${value}`;
  if (depth > MAX_DEPTH) return '…';
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item !== 'object'))
      return `[${value.map((item) => describe(item, depth, budget)).join(', ')}]`;
    return `[\n${value.map((item) => `${inner}${describe(item, depth + 1, budget)}\n`).join('')}${outer}]`;
  }
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value);
    if (entries.length === 0) return '{}';
    return `{\n${entries.map(([key, item]) => `${inner}${key}: ${describe(item, depth + 1, budget)}\n`).join('')}${outer}}`;
  }
  return JSON.stringify(value) ?? 'undefined';
}

function describeBytes(bytes: Uint8Array, depth: number, budget: Budget): string {
  const certificate = openCertificate(bytes, budget);
  if (certificate !== undefined)
    return `signed, ${bytes.length} bytes: ${describe(certificate, depth, budget)}`;
  const hex = Buffer.from(bytes.subarray(0, 64)).toString('hex');
  return bytes.length === 0 ? 'no bytes' : `${bytes.length} bytes ${hex}${bytes.length > 64 ? '…' : ''}`;
}

function openCertificate(bytes: Uint8Array, budget: Budget): unknown {
  if (bytes.length < 70 || bytes[64] !== 0 || Buffer.from(bytes).readUInt32LE(65) !== 0xfd2fb528)
    return undefined;
  try {
    const document = decompress(bytes.subarray(65), budget.left);
    budget.left -= document.length;
    return unpack(document);
  } catch {
    return undefined;
  }
}

function tryUnpack(body: Uint8Array): { readonly value: unknown } | undefined {
  try {
    return { value: unpack(body) };
  } catch {
    return undefined;
  }
}
