// Functions shared by the commands on invitations. Rights are those of the present; the creator of
// an invitation has no special right to it.
import type { DateTime, Uuid } from '../codec/index.ts';
import type { InvitationCreatedBy, InvitationStatus } from '../generated/types.ts';
import type { Organization } from '../records/index.ts';
import { accessTokenText } from '../scalars/index.ts';
import type { DeviceInvitation, Invitation, User, UserInvitation } from '../state/index.ts';
import type { Emission } from './intents.ts';

/** The invited party: a person, or a device of a user. */
type Purpose = Pick<UserInvitation, 'type' | 'token'> | Pick<DeviceInvitation, 'type' | 'token' | 'claimer'>;

/** The invitation of a token in this organization. */
export const invitationOf = ({ invitations }: Organization, token: Uint8Array): Invitation | undefined =>
  invitations.get(accessTokenText(token));

/** Whether this user may greet: an ADMIN greets a person, the owner greets a device (GREET-04). */
export const mayGreet = (invitation: Purpose, { user_id, profile }: User): boolean =>
  invitation.type === 'USER' ? profile === 'ADMIN' : invitation.claimer.equals(user_id);

/** Whether this user is the invited person, enrolled meanwhile (INV-USER-19). */
const isClaimer = (invitation: Invitation, { user_id, human_handle }: User): boolean =>
  invitation.type === 'USER'
    ? invitation.claimer_email === human_handle[0]
    : invitation.claimer.equals(user_id);

/** The users who can greet, in the order of enrolment, without revoked ones. */
export const greetersOf = ({ users }: Organization, invitation: Purpose): readonly User[] =>
  [...users.values()].filter((user) => user.revoked_on === null && mayGreet(invitation, user));

/** The event with the status of an invitation, for the users who can greet it (EVT-07, EVT-08). */
export const invitationEvent = (
  state: Organization,
  invitation: Purpose,
  invitation_status: InvitationStatus,
): Emission => ({
  event: { event: 'INVITATION', token: invitation.token, invitation_status },
  to: greetersOf(state, invitation).map(({ user_id }) => user_id),
});

/** The creator of an invitation, with their present human handle. */
export function createdBy(
  { users }: Organization,
  user_id: Uuid,
): Extract<InvitationCreatedBy, { readonly type: 'USER' }> {
  const [email = '', label = ''] = users.get(user_id.hex)?.human_handle ?? [];
  return { type: 'USER', user_id, human_handle: [email, label] };
}

// Guards and effect shared by `invite_cancel` and `invite_complete`.

/** A command that ends an invitation. */
interface Ending {
  readonly state: Organization;
  readonly now: DateTime;
  readonly author: { readonly user: User };
  readonly request: { readonly token: Uint8Array };
}

/**
 * The users who may greet a user invitation may end it, and so may the invited person once enrolled
 * (INV-USER-16, INV-USER-20).
 */
export function endsAsGreeterOrClaimer({ state, author: { user }, request }: Ending) {
  const invitation = invitationOf(state, request.token);
  if (invitation?.type !== 'USER') return true;
  return mayGreet(invitation, user) || isClaimer(invitation, user) || notAllowed;
}

/** The owner of a device invitation may end it (INV-DEV-07, INV-DEV-08). */
export function endsAsOwner({ state, author: { user }, request }: Ending) {
  const invitation = invitationOf(state, request.token);
  if (invitation?.type !== 'DEVICE') return true;
  return isClaimer(invitation, user) || notAllowed;
}

const notAllowed = { status: 'author_not_allowed' } as const;

/**
 * The intents that set the final status of the invitation and send it to the users who may greet.
 */
export function endInvitation({ state, now, request }: Ending, status: 'CANCELLED' | 'FINISHED') {
  const invitation = invitationOf(state, request.token);
  const reply = { status: 'ok' } as const;
  if (invitation === undefined) return { reply };
  const { token } = invitation;
  return {
    reply,
    records: [{ record: 'invitation_ended', at: now, token, status } as const],
    events: [invitationEvent(state, invitation, status)],
  };
}
