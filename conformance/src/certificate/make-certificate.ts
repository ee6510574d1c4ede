import { zstdCompressSync } from 'node:zlib';
import type { SigningKey } from '../keys/index.ts';
import { pack } from '../wire/index.ts';

/**
 * A certificate has a few hundred bytes. The default buffers of 16 KiB would cost more than the
 * compression.
 */
const small = { chunkSize: 1024 };

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
  const packed = pack({ ...content, ...change.fields });
  const document = change.document?.(packed) ?? packed;
  const honest = zstdCompressSync(document, small);
  const frame = change.frame?.(document, honest) ?? honest;
  const signed = (change.signedBy ?? key).combined(
    Buffer.concat([Uint8Array.of(change.version ?? 0), frame]),
  );
  return change.signed?.(signed) ?? signed;
}
