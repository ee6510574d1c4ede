export {
  type DeviceFacts,
  deviceAdmission,
  type InvitationFacts,
  invitationAdmission,
  type OrganizationFacts,
  organizationAdmission,
  tokenAdmission,
  tosAdmission,
} from './admission.ts';
export {
  authorIsAdmin,
  EARLY_OFFSET,
  inWindow,
  isBy,
  isInWindow,
  isTooEarly,
  isTooLate,
  LATE_OFFSET,
  laterThanLast,
  outOfBallpark,
} from './certificate-guards.ts';
export {
  type AdministrationContext,
  type AdministrationRules,
  accountCommand,
  administrationAdmission,
  administrationOperation,
  anonymousCertifyingCommand,
  anonymousCommand,
  authenticatedCommand,
  type CommandRules,
  certifyingCommand,
  invitedCommand,
  type Prepare,
  type Refused,
  serverCommand,
  webAddressesOnly,
} from './command-rules.ts';
export type {
  AccountContext,
  AuthenticatedContext,
  Author,
  InvitedContext,
  OrganizationContext,
  RulesConfig,
  ServerContext,
} from './context.ts';
export { creationRecord, laterTerms, type RequestedSettings } from './creation.ts';
export {
  type AttemptMove,
  cancelGuards,
  claimerAccess,
  greeterAccess,
  greetingEvent,
  greetingOf,
  moveIntents,
  recentClient,
  startIntents,
  stepGuards,
} from './greetings.ts';
export {
  type Guard,
  type GuardList,
  type Guards,
  guardList,
  type HttpRefusal,
  httpRefusals,
  runGuards,
} from './guard.ts';
export {
  type Audience,
  type BootstrapWebhook,
  commonCertificateEvent,
  type DeviceInvitationMail,
  type Emission,
  type IntentOutcomes,
  type Intents,
  type Mail,
  type MailOutcome,
  type StreamEvent,
  type UserInvitationMail,
  type ValidationCodeMail,
} from './intents.ts';
export {
  createdBy,
  endInvitation,
  endsAsGreeterOrClaimer,
  endsAsOwner,
  greetersOf,
  invitationEvent,
  invitationOf,
  mayGreet,
} from './invitations.ts';
export {
  type NewUserCertificates,
  readNewUserCertificates,
  unreadableCertificate,
} from './new-user-certificates.ts';
