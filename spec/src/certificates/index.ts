export type * from '../generated/certificates.ts';
export { certificateShapes } from '../generated/certificates.ts';
export {
  type Certificate,
  type CertificateType,
  isRedacted,
  type RedactableCertificate,
  redact,
  sameButRedacted,
  sameField,
} from './certificate.ts';
export {
  type DocumentProblem,
  MAX_DOCUMENT_SIZE,
  type ReadDocument,
  readDocument,
  writeDocument,
} from './document.ts';
export { type CertificateProblem, type LoadedCertificate, loadCertificate } from './load-certificate.ts';
export {
  type CheckedCertificate,
  checkSignature,
  encodeCertificate,
  type ReadCertificate,
  readCertificate,
  type Signed,
  signCertificate,
  signContent,
  splitSigned,
  verifySigned,
} from './signed.ts';
