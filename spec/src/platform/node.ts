import { createPublicKey } from 'node:crypto';
import { constants, type ZstdOptions, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { ByteBuffer, Unpacked } from './platform.ts';

export { nodeCrypto as syncCrypto } from '../crypto/node-crypto.ts';

export const newBuffer = (size: number): ByteBuffer => Buffer.allocUnsafe(size);

export const bufferOver = ({ buffer, byteOffset, length }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, length);

export const asciiText = (buffer: ByteBuffer, from: number, to: number): string =>
  (buffer as Buffer).toString('latin1', from, to);

export const bytesOfText = (text: string): Uint8Array<ArrayBuffer> => Buffer.from(text);

export const hexOf = (bytes: Uint8Array): string => bufferOver(bytes).toString('hex');

export const bytesOfHex = (digits: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(Buffer.from(digits, 'hex'));

export const base64Of = (bytes: Uint8Array): string => bufferOver(bytes).toString('base64');

export const bytesOfBase64 = (text: string): Uint8Array<ArrayBuffer> => Buffer.from(text, 'base64');

export const base64urlOf = (bytes: Uint8Array): string => bufferOver(bytes).toString('base64url');

export function bytesOfBase64url(text: string): Uint8Array<ArrayBuffer> | undefined {
  const bytes = Buffer.from(text, 'base64url');
  // The decoder accepts padding, foreign letters and stray bits. Only a text that comes back
  // unchanged is valid.
  return bytes.toString('base64url') === text ? Uint8Array.from(bytes) : undefined;
}

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

export function unpackFrame(frame: Uint8Array, maxSize: number): Unpacked {
  try {
    const result: unknown = zstdDecompressSync(frame, { ...bounded, maxOutputLength: maxSize });
    const { buffer, engine } = result as WithEngine;
    if (engine.bytesWritten !== frame.length) return { ok: false, reason: 'zstd' };
    return { ok: true, content: new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength) };
  } catch (error) {
    const large = error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return { ok: false, reason: large ? 'too-large' : 'zstd' };
  }
}

export function isRsaPublicKey(der: Uint8Array): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}
