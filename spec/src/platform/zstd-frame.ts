import { Decompress } from 'fzstd';
import { CodedError } from '../errors/index.ts';
import type { Unpacked } from './platform.ts';

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
/** Descriptor without a size or checksum, then a window of 2 MiB. */
const HEADER = [...MAGIC, 0x00, 0x58];
const MAX_BLOCK = 131_072;
/** The decoder allocates the window that a frame announces. */
const MAX_WINDOW = 8 * 1_048_576;

/**
 * Stores content in one zstd frame of uncompressed blocks. Nothing compresses here, and every reader
 * takes such a frame (spec/protocol/certificates.md).
 */
export function packFrame(content: Uint8Array): Uint8Array {
  const blocks = Math.max(1, Math.ceil(content.length / MAX_BLOCK));
  const frame = new Uint8Array(HEADER.length + 3 * blocks + content.length);
  frame.set(HEADER);
  let at = HEADER.length;
  for (let block = 0; block < blocks; block++) {
    const piece = content.subarray(block * MAX_BLOCK, (block + 1) * MAX_BLOCK);
    const header = piece.length * 8 + (block === blocks - 1 ? 1 : 0);
    frame.set([header & 0xff, (header >> 8) & 0xff, header >> 16], at);
    frame.set(piece, at + 3);
    at += 3 + piece.length;
  }
  return frame;
}

/** What the headers of a frame announce. */
interface Headers {
  readonly length: number;
  readonly window: number;
  /** Bytes of content, if the frame says it. */
  readonly size: number | undefined;
}

/** Reads the headers of a frame and of its blocks. Undefined if they are damaged or cut. */
function readHeaders(frame: Uint8Array): Headers | undefined {
  if (!MAGIC.every((byte, index) => frame[index] === byte)) return undefined;
  const descriptor = frame[4] ?? 0;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const sizeLength = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  const dictionaryLength = [0, 1, 2, 4][descriptor & 3] ?? 0;
  // Dictionaries are not supported, and the reserved bit must be 0.
  if (dictionaryLength > 0 || (descriptor & 0x08) !== 0) return undefined;
  let at = 5;
  let window = 0;
  if (!isSingleSegment) {
    const byte = frame[at] ?? 0;
    window = 2 ** (10 + (byte >> 3)) * (1 + (byte & 7) / 8);
    at += 1;
  }
  let size: number | undefined;
  if (sizeLength > 0) {
    size = sizeLength === 2 ? 256 : 0;
    for (let index = 0; index < sizeLength; index++) size += (frame[at + index] ?? 0) * 256 ** index;
    if (isSingleSegment) window = size;
    at += sizeLength;
  }
  for (let isLast = false; !isLast; ) {
    if (at + 3 > frame.length) return undefined;
    const header = (frame[at] ?? 0) + (frame[at + 1] ?? 0) * 256 + (frame[at + 2] ?? 0) * 65_536;
    isLast = (header & 1) === 1;
    const isOneByte = ((header >> 1) & 3) === 1;
    if (header >> 3 > MAX_BLOCK) return undefined;
    at += 3 + (isOneByte ? 1 : header >> 3);
  }
  return { length: at + ((descriptor & 4) === 0 ? 0 : 4), window, size };
}

class TooLarge extends CodedError<'too-large'> {}

/**
 * Decompresses one frame. Its checksum is not verified: what a frame holds is signed or sealed.
 */
export function unpackFrame(frame: Uint8Array, maxSize: number): Unpacked {
  const headers = readHeaders(frame);
  if (headers === undefined) return { ok: false, reason: 'zstd' };
  if (headers.length !== frame.length) return { ok: false, reason: 'zstd' };
  if ((headers.size ?? 0) > maxSize || headers.window > MAX_WINDOW) return { ok: false, reason: 'too-large' };
  const pieces: Uint8Array[] = [];
  let length = 0;
  const decoder = new Decompress((piece) => {
    length += piece.length;
    if (length > maxSize) throw new TooLarge('too-large', 'the content is larger than allowed');
    pieces.push(Uint8Array.from(piece));
  });
  try {
    decoder.push(frame, true);
  } catch (error) {
    return { ok: false, reason: error instanceof TooLarge ? 'too-large' : 'zstd' };
  }
  if (headers.size !== undefined && headers.size !== length) return { ok: false, reason: 'zstd' };
  const content = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    content.set(piece, at);
    at += piece.length;
  }
  return { ok: true, content };
}
