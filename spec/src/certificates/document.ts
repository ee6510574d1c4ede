import { type Decoded, decode, type Encodable, encode } from '../codec/index.ts';
import { packFrame, unpackFrame } from './frame.ts';

/** The step of reading that failed (spec/protocol/certificates.md). */
export type DocumentFault = 'format' | 'zstd' | 'too-large' | 'msgpack';

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
