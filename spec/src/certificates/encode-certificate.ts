import type { Encodable } from '../codec/index.ts';
import { certificateShapes } from '../generated/certificates.ts';
import type { Certificate } from './certificate.ts';
import { writeDocument } from './document.ts';

/** The content that is signed: the certificate in its envelope, keys in Parsec's order whatever order they are given in. */
export function encodeCertificate(certificate: Certificate): Uint8Array {
  const given: Readonly<Record<string, Encodable>> = { ...certificate };
  const ordered = certificateShapes[certificate.type].keys.map((key) => [key, given[key]] as const);
  return writeDocument(Object.fromEntries(ordered));
}
