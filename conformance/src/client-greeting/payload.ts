import { decompress, rawFrame } from '../certificate/index.ts';
import type { Fields } from '../judge/index.ts';
import { sodium } from '../keys/index.ts';
import { pack, unpack } from '../wire/index.ts';

/** The document that a payload seals: format 0, one zstd frame, msgpack. */
export const documentOf = (content: Fields): Uint8Array =>
  Buffer.concat([Uint8Array.of(0), rawFrame(pack(content))]);

/** Seals a document (or any bytes) under the shared key: nonce, then libsodium's secretbox. */
export function sealBytes(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array): Uint8Array {
  return Buffer.concat([nonce, sodium.crypto_secretbox_easy(plain, nonce, key)]);
}

/** The content of a payload. Throws if it does not open under the key, or is not a document. */
export function openPayload(key: Uint8Array, sealed: Uint8Array): Fields {
  const plain = sodium.crypto_secretbox_open_easy(sealed.subarray(24), sealed.subarray(0, 24), key);
  if (plain[0] !== 0) throw new RangeError(`payload format ${plain[0]}, not 0`);
  return unpack(decompress(plain.subarray(1))) as Fields;
}
