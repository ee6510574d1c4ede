import { packFrame, unpackFrame } from '#platform';
import { type Decoded, decode, type Encodable, encode } from '../codec/index.ts';
import { deviceLabel, humanLabel } from '../scalars/index.ts';

/**
 * Maximum size of an unpacked document, in bytes. The largest honest one (many names, an RSA key)
 * has a few thousand.
 */
export const MAX_DOCUMENT_SIZE = 65_536;

/** The step of reading that failed (spec/protocol/certificates.md). */
export type DocumentProblem = 'format' | 'zstd' | 'too-large' | 'msgpack';

/** A decoded document, or the step that failed. */
export type ReadDocument =
  | { readonly ok: true; readonly document: Decoded }
  | { readonly ok: false; readonly reason: DocumentProblem };

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
  const unpacked = unpackFrame(bytes.subarray(1), MAX_DOCUMENT_SIZE);
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
