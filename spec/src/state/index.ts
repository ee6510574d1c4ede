export {
  type Accounts,
  type AccountsState,
  type Asking,
  HOUR,
  noAccounts,
  type SentCode,
} from './accounts.ts';
export { commonClock } from './common-clock.ts';
export { countedAddress } from './counted-address.ts';
export type { Device } from './device.ts';
export {
  counterOf,
  type Figures,
  type FiguresChange,
  figuresOf,
  noFigures,
  type OrganizationFigures,
  sizesOf,
} from './figures.ts';
export type {
  DeviceInvitation,
  EndedAttempt,
  Greeting,
  Invitation,
  Meeting,
  UserInvitation,
} from './invitation.ts';
export {
  addDevice,
  addUser,
  changeUser,
  type NewDevice,
  type NewUser,
  newDeviceCertificates,
  newUserCertificates,
} from './members.ts';
export {
  absentCore,
  type Bootstrap,
  type CoreOrganization,
  type Creation,
  type OrganizationState,
} from './organization.ts';
export type { NameSet, ReadOnly } from './read-only.ts';
export {
  type AccountRecordKind,
  accountRecordKind,
  type CarriedCertificate,
  type OrganizationRecordKind,
  recordKind,
} from './record-kind.ts';
export { type Settings, settingsOf } from './settings.ts';
export { type ProfileFigures, type Statistics, statistics } from './statistics.ts';
export type { CertificatePlace, StoredCertificate } from './stored-certificate.ts';
export type { Terms } from './terms.ts';
export type { User, UserProfile } from './user.ts';
