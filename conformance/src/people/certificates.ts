import { zstdCompressSync } from 'node:zlib';
import { decode, decodeMap } from '../wire/decode.ts';
import { encode } from '../wire/encode.ts';
import type { Fields, Id } from '../wire/values.ts';
import { decompress } from '../wire/zstd.ts';
import { type SigningKey, verifySignature } from './keys.ts';

/**
 * Options of zstd. A certificate has a few hundred bytes, for which the default output buffer of
 * 16 KiB is too large.
 */
const COMPRESSION = { chunkSize: 1024 };

/**
 * Content of a certificate. Keys are encoded in this order, `type` first. A key whose value is
 * `undefined` is left out.
 */
export type CertificateContent = Readonly<Record<string, unknown>>;

/** Changes that make an honest certificate invalid. */
export interface CertificateChange {
  /** Fields that replace the honest ones. `undefined` leaves a key out. */
  readonly fields?: CertificateContent;
  /** The key that signs instead of the honest one. */
  readonly signedBy?: SigningKey;
  /** Changes the msgpack document before it is compressed. */
  readonly document?: (document: Uint8Array) => Uint8Array;
  /** Changes the compressed frame. */
  readonly frame?: (document: Uint8Array, frame: Uint8Array) => Uint8Array;
  /** Format byte before the frame. Default: 0. */
  readonly version?: number;
  /** Changes the signature together with the signed bytes. */
  readonly signed?: (signed: Uint8Array) => Uint8Array;
}

/**
 * Makes a certificate as on the wire: 64 bytes of signature, one format byte (0), and
 * zstd(msgpack(content)) (CERT-01). `change` can alter each layer.
 */
export function makeCertificate(
  content: CertificateContent,
  key: SigningKey,
  change: CertificateChange = {},
): Uint8Array {
  const packed = encode({ ...content, ...change.fields });
  const document = change.document?.(packed) ?? packed;
  const honest = zstdCompressSync(document, COMPRESSION);
  const frame = change.frame?.(document, honest) ?? honest;
  const signed = (change.signedBy ?? key).combined(
    Buffer.concat([Uint8Array.of(change.version ?? 0), frame]),
  );
  return change.signed?.(signed) ?? signed;
}

/** A decoded certificate. */
export interface ReadCertificate {
  /** Whether the signature verifies with the given key. */
  readonly verified: boolean;
  readonly content: Fields;
}

/**
 * Decodes a certificate that a target served, and checks its signature.
 *
 * @throws RangeError if it is too short, or has another format byte than 0
 * @throws TypeError if its content is not a map
 */
export function readCertificate(signed: Uint8Array, verifyKey: Uint8Array): ReadCertificate {
  const content = certificateContent(signed);
  return { verified: verifySignature(verifyKey, signed.subarray(64), signed.subarray(0, 64)), content };
}

/**
 * The content of a certificate, whose signature is not checked. Throws like {@link readCertificate}.
 */
export function certificateContent(signed: Uint8Array): Fields {
  if (signed.length < 66)
    throw new RangeError(`a certificate of ${signed.length} bytes holds no signed content`);
  const format = signed[64];
  if (format !== 0) throw new RangeError(`certificate format ${format}, not 0`);
  const content = decode(decompress(signed.subarray(65)));
  if (content === null || typeof content !== 'object' || Array.isArray(content))
    throw new TypeError('the content of a certificate is not a map');
  return content as Fields;
}

/** The magic number of zstd (RFC 8878). */
const ZSTD = 0xfd2fb528;

/**
 * The content of bytes that look like a certificate. Undefined for other bytes.
 *
 * @param budget - number of bytes that may be decompressed; the length of the content is subtracted
 */
export function openCertificate(bytes: Uint8Array, budget: { left: number }): Fields | undefined {
  if (bytes.length < 70 || bytes[64] !== 0 || Buffer.from(bytes.subarray(65, 69)).readUInt32LE() !== ZSTD)
    return undefined;
  try {
    const document = decompress(bytes.subarray(65), budget.left);
    budget.left -= document.length;
    return decodeMap(document);
  } catch {
    return undefined;
  }
}

/** The signer of a certificate, which names it as author: a device, or the root key (no id). */
export interface Signer {
  readonly id: Id | null;
  readonly key: SigningKey;
}
