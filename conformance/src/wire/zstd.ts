import { createZstdCompress, zstdDecompressSync } from 'node:zlib';

/**
 * One zstd frame, written as Scille's client writes it: streaming encoder, no content size, no
 * checksum.
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

/**
 * One zstd frame of a single raw block (up to 128 KiB): legal, made without a compressor, and
 * cheap.
 */
export function rawFrame(data: Uint8Array): Uint8Array {
  const head = Buffer.alloc(16);
  head.writeUInt32LE(0xfd2fb528, 0);
  head[4] = 0xe0;
  head.writeBigUInt64LE(BigInt(data.length), 5);
  head.writeUIntLE((data.length << 3) | 1, 13, 3);
  return Buffer.concat([head, data]);
}

/** Decompresses a zstd frame, up to `limit` bytes. Throws on anything else. */
export const decompress = (frame: Uint8Array, limit = 1 << 20): Uint8Array =>
  zstdDecompressSync(frame, { maxOutputLength: limit });
