import { Decoder, ExtensionCodec } from '@msgpack/msgpack';
import { Id, Instant } from './values.ts';

const extensionCodec = new ExtensionCodec();
extensionCodec.register({
  type: 1,
  encode: () => null,
  decode: (data) => {
    if (data.length !== 8) throw new RangeError(`a time of ${data.length} bytes, not 8`);
    return new Instant(Buffer.from(data).readBigInt64BE());
  },
});
extensionCodec.register({
  type: 2,
  encode: () => null,
  decode: (data) => {
    if (data.length !== 16) throw new RangeError(`an identifier of ${data.length} bytes, not 16`);
    return new Id(Uint8Array.from(data));
  },
});

const decoder = new Decoder({
  extensionCodec,
  useBigInt64: true,
  mapKeyConverter: (key) => (key instanceof Id ? key.hex : typeof key === 'number' ? key : String(key)),
});

/**
 * Decodes msgpack that a target sent, with another library than the one under judgement.
 *
 * str → string; bin → Uint8Array; ext 1 → Instant; ext 2 → Id (as a map key: its hex); whole
 * numbers beyond 2^53 → bigint. Throws on truncated, trailing or undecodable bytes, and on more
 * than 64 levels or 65,536 values.
 */
export function decode(bytes: Uint8Array): unknown {
  ensureBounded(bytes);
  return tidy(decoder.decode(bytes));
}

function tidy(value: unknown): unknown {
  if (typeof value === 'bigint')
    return BigInt(Number(value)) === value && Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (Array.isArray(value)) return value.map(tidy);
  if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, tidy(item)]));
  }
  return value;
}

/** Levels of a message. A reply of the protocol has fewer than ten. */
const MAX_DEPTH = 64;

/** Values of a message, keys of maps included. */
const MAX_VALUES = 1 << 16;

/** Bytes of a number or of a fixed extension, by the first byte of the value, from 0xc0 on. */
const FIXED_BYTES = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 8, 1, 2, 4, 8, 1, 2, 4, 8, 2, 3, 5, 9, 17];

/** Bytes of the length of a value, by its first byte, from 0xc0 on. */
const LENGTH_BYTES = [
  ...[0, 0, 0, 0, 1, 2, 4, 1, 2, 4, 0, 0, 0, 0, 0, 0],
  ...[0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 2, 4, 2, 4],
];

/**
 * Throws RangeError if a msgpack message is nested too deeply, or holds too many values: a server
 * could keep the judge busy for seconds with one of 1 MiB. Says nothing about messages that do not
 * decode.
 */
function ensureBounded(message: Uint8Array): void {
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  /** How many values are to come in each open array or map. */
  const open: number[] = [];
  let at = 0;
  for (let values = 1; at < bytes.length; values += 1) {
    if (values > MAX_VALUES) throw new RangeError(`more than ${MAX_VALUES} values`);
    const first = bytes[at] ?? 0;
    at += 1;
    const width = LENGTH_BYTES[first - 0xc0] ?? 0;
    if (at + width > bytes.length) return;
    const length = width === 0 ? 0 : bytes.readUIntBE(at, width);
    at += width + (FIXED_BYTES[first - 0xc0] ?? 0);
    let inside = 0;
    if (first >= 0x80 && first < 0x90) inside = 2 * (first & 0x0f);
    else if (first >= 0x90 && first < 0xa0) inside = first & 0x0f;
    else if (first >= 0xa0 && first < 0xc0) at += first & 0x1f;
    else if (first === 0xdc || first === 0xdd) inside = length;
    else if (first === 0xde || first === 0xdf) inside = 2 * length;
    // An extension has a byte for its type before its data.
    else at += length + (first >= 0xc7 && first <= 0xc9 ? 1 : 0);
    if (inside > 0) open.push(inside);
    else {
      for (let last = open.length - 1; last >= 0; last -= 1) {
        const left = (open[last] ?? 0) - 1;
        open[last] = left;
        if (left > 0) break;
        open.pop();
      }
    }
    if (open.length > MAX_DEPTH) throw new RangeError(`more than ${MAX_DEPTH} levels`);
    if (open.length === 0) return;
  }
}
