import { Ext, Float64, Pairs, Raw } from './raw-values.ts';
import { Id, Instant } from './values.ts';

/**
 * Encodes a value as msgpack in the shortest form. Keys keep their order. Properties whose value is
 * `undefined` are left out.
 *
 * Does not use a library, because it must also write values that no honest client sends (`Raw`,
 * `Pairs`, `Ext`, `Float64`).
 */
export function encode(value: unknown): Uint8Array {
  const parts: Uint8Array[] = [];
  write(value, parts);
  return Buffer.concat(parts);
}

function write(value: unknown, out: Uint8Array[]): void {
  if (value === null || value === undefined) out.push(Uint8Array.of(0xc0));
  else if (typeof value === 'boolean') out.push(Uint8Array.of(value ? 0xc3 : 0xc2));
  else if (typeof value === 'number')
    out.push(Number.isInteger(value) ? integer(BigInt(value)) : float(value));
  else if (typeof value === 'bigint') out.push(integer(value));
  else if (typeof value === 'string') {
    const bytes = Buffer.from(value, 'utf8');
    out.push(
      bytes.length < 32 ? Uint8Array.of(0xa0 | bytes.length) : sized(bytes.length, 0xd9, 0xda, 0xdb),
      bytes,
    );
  } else if (value instanceof Uint8Array) out.push(sized(value.length, 0xc4, 0xc5, 0xc6), value);
  else if (value instanceof Instant) out.push(Uint8Array.of(0xd7, 0x01), int64(value.micros));
  else if (value instanceof Id) writeExt(2, value.bytes, out);
  else if (value instanceof Raw) out.push(value.bytes);
  else if (value instanceof Float64) out.push(float(value.value));
  else if (value instanceof Ext) writeExt(value.type, value.bytes, out);
  else if (Array.isArray(value)) {
    out.push(
      value.length < 16 ? Uint8Array.of(0x90 | value.length) : sized(value.length, undefined, 0xdc, 0xdd),
    );
    for (const item of value) write(item, out);
  } else writeMap(entriesOf(value as object), out);
}

function entriesOf(value: object): readonly (readonly [unknown, unknown])[] {
  if (value instanceof Pairs) return value.entries;
  if (value instanceof Map) return [...value.entries()];
  return Object.entries(value).filter(([, item]) => item !== undefined);
}

function writeMap(entries: readonly (readonly [unknown, unknown])[], out: Uint8Array[]): void {
  out.push(
    entries.length < 16 ? Uint8Array.of(0x80 | entries.length) : sized(entries.length, undefined, 0xde, 0xdf),
  );
  for (const [key, item] of entries) {
    write(key, out);
    write(item, out);
  }
}

function writeExt(type: number, bytes: Uint8Array, out: Uint8Array[]): void {
  const fixed = new Map([
    [1, 0xd4],
    [2, 0xd5],
    [4, 0xd6],
    [8, 0xd7],
    [16, 0xd8],
  ]).get(bytes.length);
  out.push(fixed === undefined ? sized(bytes.length, 0xc7, 0xc8, 0xc9) : Uint8Array.of(fixed));
  out.push(Uint8Array.of(type & 0xff), bytes);
}

/**
 * The header of a value of this length. `one`, `two`, `four`: its first byte by size of the length.
 */
function sized(length: number, one: number | undefined, two: number, four: number): Uint8Array {
  if (one !== undefined && length < 0x100) return Uint8Array.of(one, length);
  if (length < 0x10000) return Uint8Array.of(two, length >> 8, length & 0xff);
  const head = Buffer.alloc(5);
  head[0] = four;
  head.writeUInt32BE(length, 1);
  return head;
}

function integer(value: bigint): Uint8Array {
  if (value >= 0n) {
    if (value < 0x80n) return Uint8Array.of(Number(value));
    if (value < 0x100n) return Uint8Array.of(0xcc, Number(value));
    if (value < 0x10000n) return Uint8Array.of(0xcd, Number(value >> 8n), Number(value & 0xffn));
    const head = Buffer.alloc(value < 0x100000000n ? 5 : 9);
    head[0] = value < 0x100000000n ? 0xce : 0xcf;
    if (head.length === 5) head.writeUInt32BE(Number(value), 1);
    else head.writeBigUInt64BE(value, 1);
    return head;
  }
  if (value >= -0x20n) return Uint8Array.of(Number(value) & 0xff);
  if (value >= -0x80n) return Uint8Array.of(0xd0, Number(value) & 0xff);
  const head = Buffer.alloc(value >= -0x8000n ? 3 : value >= -0x80000000n ? 5 : 9);
  head[0] = head.length === 3 ? 0xd1 : head.length === 5 ? 0xd2 : 0xd3;
  if (head.length === 3) head.writeInt16BE(Number(value), 1);
  else if (head.length === 5) head.writeInt32BE(Number(value), 1);
  else head.writeBigInt64BE(value, 1);
  return head;
}

function int64(value: bigint): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}

function float(value: number): Uint8Array {
  const bytes = Buffer.alloc(9);
  bytes[0] = 0xcb;
  bytes.writeDoubleBE(value, 1);
  return bytes;
}
