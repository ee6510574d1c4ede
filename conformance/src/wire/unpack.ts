import { Decoder, ExtensionCodec } from '@msgpack/msgpack';
import { ensureBounded } from './ensure-bounded.ts';
import { Id } from './id.ts';
import { Instant } from './instant.ts';

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
export function unpack(bytes: Uint8Array): unknown {
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
