import type { Uuid } from '../codec/index.ts';
import type { InvitationCreatedBy, InvitationStatus } from '../generated/types.ts';
import type { Organization } from '../records/index.ts';
import { accessTokenText } from '../scalars/index.ts';
import type { DeviceInvitation, Invitation, User, UserInvitation } from '../state/index.ts';
import type { Emission } from './emission.ts';

// What the commands on invitations ask alike. Rights are those of this moment: who created an invitation has none by that.

/** For whom an invitation is: a person, or a device of a user. */
type Purpose = Pick<UserInvitation, 'type' | 'token'> | Pick<DeviceInvitation, 'type' | 'token' | 'claimer'>;

/** The invitation that a token opens in this organization. */
export const invitationOf = ({ invitations }: Organization, token: Uint8Array): Invitation | undefined =>
  invitations.get(accessTokenText(token));

/** May this user greet: as ADMIN a person, as owner a device (GREET-04)? */
export const mayGreet = (invitation: Purpose, { user_id, profile }: User): boolean =>
  invitation.type === 'USER' ? profile === 'ADMIN' : invitation.claimer.equals(user_id);

/** Is this user the one invited, enrolled by now (INV-USER-19)? */
export const isClaimer = (invitation: Invitation, { user_id, human_handle }: User): boolean =>
  invitation.type === 'USER'
    ? invitation.claimer_email === human_handle[0]
    : invitation.claimer.equals(user_id);

/** Who can greet, in the order of enrolment: nobody who is revoked. */
export const greetersOf = ({ users }: Organization, invitation: Purpose): readonly User[] =>
  [...users.values()].filter((user) => user.revoked_on === null && mayGreet(invitation, user));

/** How an invitation stands, told to who can greet (EVT-07, EVT-08). */
export const invitationEvent = (
  state: Organization,
  invitation: Purpose,
  invitation_status: InvitationStatus,
): Emission => ({
  event: { event: 'INVITATION', token: invitation.token, invitation_status },
  to: greetersOf(state, invitation).map(({ user_id }) => user_id),
});

/** Who created an invitation, under the handle of that user. */
export function createdBy(
  { users }: Organization,
  user_id: Uuid,
): Extract<InvitationCreatedBy, { readonly type: 'USER' }> {
  const [email = '', label = ''] = users.get(user_id.hex)?.human_handle ?? [];
  return { type: 'USER', user_id, human_handle: [email, label] };
}
