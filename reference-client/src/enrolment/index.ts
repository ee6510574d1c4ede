export { claim } from './claim.ts';
export { claimPath, openClaim } from './claim-file.ts';
export type { Claim, Claimed, ClaimerPerson } from './claimed.ts';
export { type EnrolmentRefusal, enrolDevice, enrolUser } from './enrol.ts';
export { greet } from './greet.ts';
export type { AskedUser, GrantedUser, Greeted, GreeterPerson } from './greeted.ts';
export {
  type CancelledInvitation,
  cancelInvitation,
  completeInvitation,
  type Invitation,
  listInvitations,
} from './invitations.ts';
export { type Invited, type Inviting, invitationLinks, inviteDevice, inviteUser } from './invite.ts';
export { listClaims, type StoredClaim } from './list-claims.ts';
export {
  type Administrator,
  type InvitationInfo,
  type InvitationLookup,
  lookAtInvitation,
} from './look-at-invitation.ts';
export type { Newcomer } from './newcomer.ts';
