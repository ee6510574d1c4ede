import { createZstdCompress, zstdDecompressSync } from 'node:zlib';

/**
 * Compresses data to one zstd frame as Scille's client does: with the streaming encoder, without
 * content size and checksum.
 */
export function compress(data: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const parts: Uint8Array[] = [];
    const stream = createZstdCompress();
    stream.on('data', (part: Uint8Array) => parts.push(part));
    stream.on('end', () => resolve(Buffer.concat(parts)));
    stream.on('error', reject);
    stream.end(data);
  });
}

/** Wraps at most 128 KiB of data in a valid zstd frame of one uncompressed block. */
export function rawFrame(data: Uint8Array): Uint8Array {
  const head = Buffer.alloc(16);
  head.writeUInt32LE(0xfd2fb528, 0);
  head[4] = 0xe0;
  head.writeBigUInt64LE(BigInt(data.length), 5);
  head.writeUIntLE((data.length << 3) | 1, 13, 3);
  return Buffer.concat([head, data]);
}

/**
 * Decompresses a zstd frame.
 *
 * @param limit - maximum length of the result, in bytes
 * @throws Error if the frame is invalid, or the result is longer
 */
export const decompress = (frame: Uint8Array, limit = 1 << 20): Uint8Array =>
  zstdDecompressSync(frame, { maxOutputLength: limit });
