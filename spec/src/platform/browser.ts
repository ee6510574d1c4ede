import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import type { ByteBuffer } from './platform.ts';

export { portableCrypto as syncCrypto } from '../crypto/portable-crypto.ts';
export { isRsaPublicKey } from './rsa-public-key.ts';
export { packFrame, unpackFrame } from './zstd-frame.ts';

/** Bytes with the methods of Node's `Buffer` that the codec uses. */
class ViewedBytes extends Uint8Array<ArrayBufferLike> implements ByteBuffer {
  readonly #view = new DataView(this.buffer, this.byteOffset, this.byteLength);

  readUIntBE(at: number, size: number): number {
    if (size === 1) return this.#view.getUint8(at);
    return size === 2 ? this.#view.getUint16(at) : this.#view.getUint32(at);
  }

  readIntBE(at: number, size: number): number {
    if (size === 1) return this.#view.getInt8(at);
    return size === 2 ? this.#view.getInt16(at) : this.#view.getInt32(at);
  }

  readBigUInt64BE(at: number): bigint {
    return this.#view.getBigUint64(at);
  }

  readBigInt64BE(at: number): bigint {
    return this.#view.getBigInt64(at);
  }

  readFloatBE(at: number): number {
    return this.#view.getFloat32(at);
  }

  readDoubleBE(at: number): number {
    return this.#view.getFloat64(at);
  }

  writeUIntBE(value: number, at: number, size: number): void {
    if (size === 1) this.#view.setUint8(at, value);
    else if (size === 2) this.#view.setUint16(at, value);
    else this.#view.setUint32(at, value);
  }

  writeIntBE(value: number, at: number, size: number): void {
    // Two's complement has the same bytes.
    this.writeUIntBE(value, at, size);
  }

  writeBigUInt64BE(value: bigint, at: number): void {
    this.#view.setBigUint64(at, value);
  }

  writeBigInt64BE(value: bigint, at: number): void {
    this.#view.setBigInt64(at, value);
  }

  writeDoubleBE(value: number, at: number): void {
    this.#view.setFloat64(at, value);
  }
}

export const newBuffer = (size: number): ByteBuffer => new ViewedBytes(new ArrayBuffer(size));

export const bufferOver = ({ buffer, byteOffset, length }: Uint8Array): ByteBuffer =>
  new ViewedBytes(buffer, byteOffset, length);

export const asciiText = (buffer: ByteBuffer, from: number, to: number): string =>
  String.fromCharCode(...buffer.subarray(from, to));

const encoder = new TextEncoder();

export const bytesOfText = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text);

export const hexOf = (bytes: Uint8Array): string => bytesToHex(bytes);

export const bytesOfHex = (digits: string): Uint8Array<ArrayBuffer> => Uint8Array.from(hexToBytes(digits));

// Arguments of one call are limited to some ten thousand.
const CHUNK = 8192;

export function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK)
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
}

export const bytesOfBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) =>
    character.charCodeAt(0),
  );

export const base64urlOf = (bytes: Uint8Array): string =>
  base64Of(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

export function bytesOfBase64url(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    const bytes = bytesOfBase64(text);
    // The decoder accepts padding and stray bits. Only a text that comes back unchanged is valid.
    return base64urlOf(bytes) === text ? bytes : undefined;
  } catch {
    return undefined;
  }
}
