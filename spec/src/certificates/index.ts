export type * from '../generated/certificates.ts';
export { certificateShapes } from '../generated/certificates.ts';
export {
  type Certificate,
  type CertificateType,
  isRedacted,
  redact,
  type RedactableCertificate,
  sameButRedacted,
  sameField,
} from './certificate.ts';
export {
  type DocumentFault,
  MAX_DOCUMENT_SIZE,
  readDocument,
  type ReadDocument,
  writeDocument,
} from './document.ts';
export { type CertificateFault, loadCertificate, type LoadedCertificate } from './load-certificate.ts';
export {
  type CheckedCertificate,
  checkSignature,
  encodeCertificate,
  readCertificate,
  type ReadCertificate,
  signCertificate,
  signContent,
  type Signed,
  splitSigned,
  verifySigned,
} from './signed.ts';
