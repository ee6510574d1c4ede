export type {
  AccountCreated,
  AccountRecord,
  ValidationCodeFailed,
  ValidationMailAsked,
} from './account-record.ts';
export { type Accounts, type Asking, noAccounts, type SentCode } from './accounts.ts';
export { accountsFormat, readAccounts, writeAccounts } from './accounts-snapshot.ts';
export { apply } from './apply.ts';
export { applyAccount, HOUR } from './apply-account.ts';
export { commonClock } from './common-clock.ts';
export { countedAddress } from './counted-address.ts';
export type { Device } from './device.ts';
export {
  type Figures,
  type FiguresChange,
  figuresChange,
  figuresOf,
  noFigures,
  type OrganizationFigures,
  sizesOf,
} from './figures.ts';
export type { DeviceInvitation, Greeting, Invitation, Meeting, UserInvitation } from './invitation.ts';
export { absentOrganization, type Bootstrap, type Creation, type Organization } from './organization.ts';
export type {
  DeviceCreated,
  GreetingMoved,
  InvitationEnded,
  InvitationOpened,
  NewDevice,
  NewUser,
  OrganizationBootstrapped,
  OrganizationCreated,
  OrganizationRecord,
  OrganizationUpdated,
  TosAccepted,
  UserCreated,
  UserFrozen,
  UserRevoked,
  UserUpdated,
} from './record.ts';
export { type Settings, settingsOf } from './settings.ts';
export { readSnapshot, snapshotFormat, writeSnapshot } from './snapshot.ts';
export { type ProfileFigures, type Statistics, statistics } from './statistics.ts';
export {
  type CertificateKind,
  type CertificatePlace,
  certificateIn,
  type StoredCertificate,
} from './stored-certificate.ts';
export type { Terms } from './terms.ts';
export type { User, UserProfile } from './user.ts';
