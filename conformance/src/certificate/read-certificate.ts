import { verifySignature } from '../keys/index.ts';
import { unpack } from '../wire/index.ts';
import { decompress } from './compress.ts';

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
  const content = unpack(decompress(message.subarray(1)));
  if (content === null || typeof content !== 'object' || Array.isArray(content))
    throw new TypeError('a certificate that is no map');
  return {
    verified: verifySignature(verifyKey, message, signed.subarray(0, 64)),
    content: content as Record<string, unknown>,
  };
}
