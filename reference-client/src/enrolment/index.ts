export type { AskedUser, GrantedUser, Greeted, GreeterPerson, Newcomer } from './admit.ts';
export { claimPath, listClaims, openClaim, type StoredClaim } from './claim-file.ts';
export type { Claim, Claimed, ClaimerPerson } from './claim-steps.ts';
export { claim } from './claim.ts';
export { enrolDevice, type EnrolmentRefusal, enrolUser } from './enrol.ts';
export { greet } from './greet.ts';
export {
  type Administrator,
  cancelInvitation,
  type CancelledInvitation,
  completeInvitation,
  type Invitation,
  type InvitationInfo,
  invitationLinks,
  type InvitationLookup,
  type Invited,
  inviteDevice,
  inviteUser,
  type Inviting,
  listInvitations,
  lookAtInvitation,
} from './invitations.ts';
