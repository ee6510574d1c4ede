import type { Encodable } from '../codec/index.ts';
import { certificateShapes } from '../generated/certificates.ts';
import type { Certificate } from './certificate.ts';
import { writeDocument } from './document.ts';

/**
 * Encodes the content that is signed: the certificate in its envelope, with its keys in Parsec's
 * order whatever their order in the argument (CERT-01).
 */
export function encodeCertificate(certificate: Certificate): Uint8Array {
  const given: Readonly<Record<string, Encodable>> = { ...certificate };
  const ordered = certificateShapes[certificate.type].keys.map((key) => [key, given[key]] as const);
  return writeDocument(Object.fromEntries(ordered));
}
