import { crc32 } from 'node:zlib';

/** Bytes of the checksum at the end. */
const length = 4;

/** Appends a checksum (CRC-32), by which a reader detects corruption. */
export function seal(body: Uint8Array): Uint8Array {
  const sealed = Buffer.allocUnsafe(body.length + length);
  sealed.set(body);
  sealed.writeUInt32BE(crc32(body), body.length);
  return sealed;
}

/** The bytes without the checksum; undefined if they do not match it. */
export function unseal(sealed: Uint8Array): Uint8Array | undefined {
  const end = sealed.length - length;
  if (end < 0) return undefined;
  const body = sealed.subarray(0, end);
  const view = new DataView(sealed.buffer, sealed.byteOffset, sealed.length);
  return view.getUint32(end) === crc32(body) ? body : undefined;
}
