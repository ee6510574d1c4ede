export { type AdminChange, adminChanges } from './admin-changes.ts';
export { endings } from './endings.ts';
export { freshAddress, type Hall, hall } from './hall.ts';
export {
  askDeviceInvitation,
  askInfo,
  askUserInvitation,
  cancelInvitation,
  completeInvitation,
  type Invitation,
  invitationIn,
  inviteDevice,
  inviteUser,
} from './invitation.ts';
export { itemOf, listed, statusIn, tokensIn } from './listed.ts';
