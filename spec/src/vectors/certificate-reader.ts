import {
  type CertificateType,
  encodeCertificate,
  loadCertificate,
  splitSigned,
} from '../certificates/index.ts';
import { toNotation } from '../notation/index.ts';
import { bytesOf, hexOf } from './hex.ts';
import { refused, type VectorReader } from './reading.ts';

/**
 * Reads signed certificates of one type: first the signature, then the content (CERT-01, CERT-02).
 * Writes them with the same signature.
 */
export const certificateReader =
  (type: CertificateType): VectorReader =>
  async ({ bytes, given, crypto }) => {
    const signed = splitSigned(bytes);
    if (signed === undefined) return refused('shorter than a signature');
    const { signature, message } = signed;
    if (!(await crypto.verify(bytesOf(given.verify_key), message, signature))) {
      return refused('the signature does not verify');
    }
    const loaded = loadCertificate(message, type);
    if (!loaded.ok) return refused(`${loaded.reason}: ${loaded.detail ?? ''}`);
    return {
      ok: true,
      value: toNotation(loaded.certificate),
      written: hexOf(signature) + hexOf(encodeCertificate(loaded.certificate)),
    };
  };
