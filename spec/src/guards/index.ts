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
  type AdministrationContext,
  type AdministrationRules,
  administrationAdmission,
  administrationOperation,
} from './administration-rules.ts';
export { EARLY_OFFSET, isInWindow, isTooEarly, isTooLate, LATE_OFFSET, outOfBallpark } from './ballpark.ts';
export {
  accountCommand,
  anonymousCommand,
  authenticatedCommand,
  certifyingCommand,
  type CommandName,
  type CommandRules,
  invitedCommand,
  type Prepare,
  type Refused,
  serverCommand,
} from './command-rules.ts';
export { authorIsAdmin, inWindow, isBy, laterThanLast } from './certifying.ts';
export type {
  AccountContext,
  AuthenticatedContext,
  Author,
  InvitedContext,
  OrganizationContext,
  RulesConfig,
  ServerContext,
} from './context.ts';
export { type RequestedSettings, creationRecord } from './created.ts';
export { type Audience, commonCertificateEvent, type Emission, type StreamEvent } from './emission.ts';
export { endInvitation, endsAsGreeterOrClaimer, endsAsOwner } from './end-of-invitation.ts';
export { claimerAccess, greeterAccess } from './greeting-access.ts';
export {
  cancelGuards,
  greetingEvent,
  greetingOf,
  type AttemptMove,
  moveIntents,
  recentClient,
  startIntents,
  stepGuards,
} from './greetings.ts';
export { runGuards, type Guard, type GuardList, type Guards, guardList } from './guard.ts';
export { type HttpRefusal, httpRefusals } from './http-refusal.ts';
export type { BootstrapWebhook, IntentOutcomes, Intents } from './intents.ts';
export { createdBy, greetersOf, invitationEvent, invitationOf, mayGreet } from './invitations.ts';
export { laterTerms } from './later-terms.ts';
export type {
  DeviceInvitationMail,
  Mail,
  MailOutcome,
  UserInvitationMail,
  ValidationCodeMail,
} from './mail.ts';
