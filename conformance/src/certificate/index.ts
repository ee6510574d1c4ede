export { compress, decompress, rawFrame } from './compress.ts';
export {
  deviceContent,
  revokedUserContent,
  sequesterAuthorityContent,
  userContent,
  userUpdateContent,
} from './contents.ts';
export { type Founding, type FoundingParts, makeFounding } from './founding.ts';
export { type CertificateChange, type CertificateContent, makeCertificate } from './make-certificate.ts';
export { type ReadCertificate, readCertificate } from './read-certificate.ts';
