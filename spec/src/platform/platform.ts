import type { SyncCrypto } from '../crypto/crypto.ts';

/** Reads and writes numbers in bytes, all big-endian. Node's `Buffer` is one. */
export interface ByteBuffer extends Uint8Array {
  readUIntBE(at: number, size: number): number;
  readIntBE(at: number, size: number): number;
  readBigUInt64BE(at: number): bigint;
  readBigInt64BE(at: number): bigint;
  readFloatBE(at: number): number;
  readDoubleBE(at: number): number;
  writeUIntBE(value: number, at: number, size: number): unknown;
  writeIntBE(value: number, at: number, size: number): unknown;
  writeBigUInt64BE(value: bigint, at: number): unknown;
  writeBigInt64BE(value: bigint, at: number): unknown;
  writeDoubleBE(value: number, at: number): unknown;
}

/** The content of a zstd frame, or why it cannot be unpacked. */
export type Unpacked =
  | { readonly ok: true; readonly content: Uint8Array }
  | { readonly ok: false; readonly reason: 'zstd' | 'too-large' };

/**
 * What the specification needs of the platform that it runs on: Node, or a browser (`#platform` of
 * package.json).
 */
export interface Platform {
  /** The synchronous provider: node:crypto, or `@noble/*` in browsers. */
  readonly syncCrypto: SyncCrypto;
  /** A buffer of at least this many bytes, with any content. */
  readonly newBuffer: (size: number) => ByteBuffer;
  /** A view on the same memory. */
  readonly bufferOver: (bytes: Uint8Array) => ByteBuffer;
  /** The text of ASCII bytes. */
  readonly asciiText: (buffer: ByteBuffer, from: number, to: number) => string;
  /** UTF-8. */
  readonly bytesOfText: (text: string) => Uint8Array<ArrayBuffer>;
  /** Lower-case hexadecimal digits. */
  readonly hexOf: (bytes: Uint8Array) => string;
  /** The bytes of an even number of hexadecimal digits. */
  readonly bytesOfHex: (digits: string) => Uint8Array<ArrayBuffer>;
  /** Padded (RFC 4648, section 4). */
  readonly base64Of: (bytes: Uint8Array) => string;
  /** The bytes of a text in either alphabet of base64, with or without padding. */
  readonly bytesOfBase64: (text: string) => Uint8Array<ArrayBuffer>;
  /** Unpadded, in the URL-safe alphabet (RFC 4648, section 5). */
  readonly base64urlOf: (bytes: Uint8Array) => string;
  /** The bytes of unpadded URL-safe base64. Undefined for any other text. */
  readonly bytesOfBase64url: (text: string) => Uint8Array<ArrayBuffer> | undefined;
  /** Compresses content to one zstd frame (CERT-01). */
  readonly packFrame: (content: Uint8Array) => Uint8Array;
  /**
   * Decompresses one zstd frame of at most `maxSize` bytes. Bytes after the frame, further frames and
   * skippable frames are refused.
   */
  readonly unpackFrame: (frame: Uint8Array, maxSize: number) => Unpacked;
  /** Whether these bytes are an RSA public key in SPKI DER. */
  readonly isRsaPublicKey: (der: Uint8Array) => boolean;
}
