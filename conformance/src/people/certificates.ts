import { zstdCompressSync } from 'node:zlib';
import { decode } from '../wire/decode.ts';
import { encode } from '../wire/encode.ts';
import type { Id } from '../wire/values.ts';
import { decompress } from '../wire/zstd.ts';
import type { Device } from './cast.ts';
import { type SigningKey, verifySignature } from './keys.ts';

/**
 * A certificate has a few hundred bytes. The default buffers of 16 KiB would cost more than the
 * compression.
 */
const COMPRESSION = { chunkSize: 1024 };

/**
 * Content of a certificate: keys in the order in which they are encoded, `type` first; `undefined`
 * leaves a key out.
 */
export type CertificateContent = Readonly<Record<string, unknown>>;

/** The deviations of a hostile author from an honest certificate. */
export interface CertificateChange {
  /** Fields that replace the honest ones; `undefined` leaves the key out. */
  readonly fields?: CertificateContent;
  /** Another signer than the honest one. */
  readonly signedBy?: SigningKey;
  /** Changes the msgpack document before it is compressed. */
  readonly document?: (document: Uint8Array) => Uint8Array;
  /** Changes the compressed frame. */
  readonly frame?: (document: Uint8Array, frame: Uint8Array) => Uint8Array;
  /** Format byte before the frame (0). */
  readonly version?: number;
  /** Changes the signed bytes as a whole: flip a byte, cut, append, replace. */
  readonly signed?: (signed: Uint8Array) => Uint8Array;
}

/**
 * Makes a certificate as it travels: signature (64) ++ 00 ++ zstd(msgpack(content)), every layer
 * open to change (CERT-01).
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

/** A certificate as the judge reads it. */
export interface ReadCertificate {
  /** Whether the signature verifies under the key given. */
  readonly verified: boolean;
  readonly content: Readonly<Record<string, unknown>>;
}

/**
 * Opens a certificate that a target served, and checks its signature. Throws if it cannot be
 * opened.
 */
export function readCertificate(signed: Uint8Array, verifyKey: Uint8Array): ReadCertificate {
  if (signed.length < 66)
    throw new RangeError(`a certificate of ${signed.length} bytes holds no signed content`);
  const message = signed.subarray(64);
  if (message[0] !== 0) throw new RangeError(`certificate format ${message[0]}, not 0`);
  const content = decode(decompress(message.subarray(1)));
  if (content === null || typeof content !== 'object' || Array.isArray(content))
    throw new TypeError('a certificate that is no map');
  return {
    verified: verifySignature(verifyKey, message, signed.subarray(0, 64)),
    content: content as Record<string, unknown>,
  };
}

/**
 * The signer of a certificate: the key, and the author that the certificate names (nil: the root
 * key).
 */
export interface Signer {
  readonly key: SigningKey;
  readonly author: Id | null;
}

/** A device that signs in its own name, as every member does. */
export const signedBy = ({ key, id }: Device): Signer => ({ key, author: id });

/** A command ready to send: `cmd` and its fields. */
export type Message = Readonly<Record<string, unknown>> & { readonly cmd: string };
