import { constants, type ZstdOptions, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { type Decoded, decode, type Encodable, encode } from '../codec/index.ts';
import { deviceLabel, humanLabel } from '../scalars/index.ts';

/**
 * Maximum size of an unpacked document, in bytes. The largest honest one (many names, an RSA key)
 * has a few thousand.
 */
export const MAX_DOCUMENT_SIZE = 65_536;

const HEADER = Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58]);
const LAST_EMPTY_BLOCK = [1, 0, 0];
const MAX_BLOCK = 131_072;
const flushed: ZstdOptions = { finishFlush: constants.ZSTD_e_flush, chunkSize: 4096 };
// Nearly every document is smaller than this. A larger buffer costs more to allocate than it saves.
const bounded = { info: true, chunkSize: 1024 };

// With `info`, which the types do not declare, the decoder reports where it stopped reading.
interface WithEngine {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

/**
 * Compresses content to one zstd frame, byte for byte as Parsec's streaming encoder writes it
 * (spec/protocol/certificates.md): default level, no checksum, no content size. Node's one-shot
 * encoder writes the size. Flushing does not write it, but leaves the frame open.
 */
export function packFrame(content: Uint8Array): Uint8Array {
  if (content.length === 0) return Uint8Array.from([...HEADER, ...LAST_EMPTY_BLOCK]);
  const open = zstdCompressSync(content, flushed);
  // The streaming encoder writes a full block before it knows that it was the last, and then an
  // empty one.
  if (content.length % MAX_BLOCK === 0) return Uint8Array.from([...open, ...LAST_EMPTY_BLOCK]);
  let last = HEADER.length;
  for (let at = last; at < open.length; ) {
    last = at;
    const header = open.readUIntLE(at, 3);
    const holdsOneByte = ((header >> 1) & 3) === 1;
    at += 3 + (holdsOneByte ? 1 : header >> 3);
  }
  open[last] = (open[last] ?? 0) | 1;
  return Uint8Array.from(open);
}

/** The content of a frame, or why it cannot be unpacked. */
export type Unpacked =
  | { readonly ok: true; readonly content: Uint8Array }
  | { readonly ok: false; readonly reason: 'zstd' | 'too-large' };

/**
 * Decompresses one zstd frame of at most `MAX_DOCUMENT_SIZE` bytes. Bytes after the frame, further
 * frames and skippable frames are refused.
 */
export function unpackFrame(frame: Uint8Array): Unpacked {
  try {
    const result: unknown = zstdDecompressSync(frame, { ...bounded, maxOutputLength: MAX_DOCUMENT_SIZE });
    const { buffer, engine } = result as WithEngine;
    if (engine.bytesWritten !== frame.length) return { ok: false, reason: 'zstd' };
    return { ok: true, content: new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength) };
  } catch (error) {
    const large = error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return { ok: false, reason: large ? 'too-large' : 'zstd' };
  }
}

/** The step of reading that failed (spec/protocol/certificates.md). */
export type DocumentFault = 'format' | 'zstd' | 'too-large' | 'msgpack';

/** A decoded document, or the step that failed. */
export type ReadDocument =
  | { readonly ok: true; readonly document: Decoded }
  | { readonly ok: false; readonly reason: DocumentFault };

/**
 * Encodes the envelope of everything that is signed or sealed (CERT-01): a format byte 0x00, then
 * zstd of msgpack.
 */
export function writeDocument(document: Encodable): Uint8Array {
  const frame = packFrame(encode(document));
  const bytes = new Uint8Array(1 + frame.length);
  bytes.set(frame, 1);
  return bytes;
}

/** Decodes the envelope (CERT-02). Bytes after the msgpack value are ignored, as in requests. */
export function readDocument(bytes: Uint8Array): ReadDocument {
  if (bytes[0] !== 0) return { ok: false, reason: 'format' };
  const unpacked = unpackFrame(bytes.subarray(1));
  if (!unpacked.ok) return unpacked;
  try {
    return { ok: true, document: decode(unpacked.content) };
  } catch {
    return { ok: false, reason: 'msgpack' };
  }
}

/**
 * Normalizes the value of a key of a certificate or payload: a device label, or the label of a
 * human handle. Any other value, and a label that breaks its rules, is returned unchanged.
 */
export function normalizeLabels(key: string, value: unknown): unknown {
  if (key.endsWith('device_label')) return inForm(deviceLabel, value);
  if (!key.endsWith('human_handle') || !Array.isArray(value)) return value;
  return [value[0], inForm(humanLabel, value[1])];
}

function inForm(read: typeof deviceLabel, text: unknown): unknown {
  if (typeof text !== 'string') return text;
  const label = read(text);
  return label.ok ? label.value : text;
}
