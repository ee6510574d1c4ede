export { compress, decompress, rawFrame } from './compress.ts';
export { deviceContent, sequesterAuthorityContent, userContent } from './contents.ts';
export { type Founding, type FoundingParts, makeFounding } from './founding.ts';
export { type CertificateChange, type CertificateContent, makeCertificate } from './make-certificate.ts';
export { type ReadCertificate, readCertificate } from './read-certificate.ts';
