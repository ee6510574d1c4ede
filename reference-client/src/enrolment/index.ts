export type { AskedUser, GrantedUser, Greeted, GreeterPerson, Newcomer } from './admit-newcomer.ts';
export { claim } from './claim.ts';
export { claimPath, listClaims, openClaim, type StoredClaim } from './claim-file.ts';
export type { Claim, Claimed, ClaimerPerson } from './claim-steps.ts';
export { type EnrolmentRefusal, enrolDevice, enrolUser } from './enrol.ts';
export { greet } from './greet.ts';
export {
  type Administrator,
  type CancelledInvitation,
  cancelInvitation,
  completeInvitation,
  type Invitation,
  type InvitationInfo,
  type InvitationLookup,
  type Invited,
  type Inviting,
  invitationLinks,
  inviteDevice,
  inviteUser,
  listInvitations,
  lookAtInvitation,
} from './invitations.ts';
