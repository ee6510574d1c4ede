export type * from '../generated/certificates.ts';
export { certificateShapes } from '../generated/certificates.ts';
export type { Certificate, CertificateType, RedactableCertificate } from './certificate.ts';
export { type DocumentFault, type ReadDocument, readDocument, writeDocument } from './document.ts';
export { encodeCertificate } from './encode-certificate.ts';
export { MAX_DOCUMENT_SIZE } from './frame.ts';
export {
  type CheckedCertificate,
  checkSignature,
  type ReadCertificate,
  readCertificate,
} from './judged-certificate.ts';
export { type CertificateFault, type LoadedCertificate, loadCertificate } from './load-certificate.ts';
export { isRedacted, redact, sameButRedacted } from './redact.ts';
export { sameField } from './same-field.ts';
export { type Signed, signCertificate, signContent, splitSigned, verifySigned } from './signed.ts';
