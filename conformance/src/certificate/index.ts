export { compress, decompress, rawFrame } from './compress.ts';
export {
  deviceContent,
  revokedUserContent,
  sequesterAuthorityContent,
  userContent,
  userUpdateContent,
} from './contents.ts';
export { type DeviceAddition, type DeviceAdditionParts, makeDeviceAddition } from './device-addition.ts';
export { type Enrolment, type EnrolmentParts, makeEnrolment } from './enrolment.ts';
export { type Founding, type FoundingParts, makeFounding } from './founding.ts';
export { type History, joinHistories } from './history.ts';
export { type CertificateChange, type CertificateContent, makeCertificate } from './make-certificate.ts';
export type { Message } from './message.ts';
export { makeProfileChange, type ProfileChange, type ProfileChangeParts } from './profile-change.ts';
export { type ReadCertificate, readCertificate } from './read-certificate.ts';
export { makeRevocation, type Revocation, type RevocationParts } from './revocation.ts';
