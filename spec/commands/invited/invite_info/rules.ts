import type { InviteInfoReply } from '../../../src/generated/types.ts';
import { createdBy, greetersOf, invitedCommand } from '../../../src/guards/index.ts';
import type { Organization } from '../../../src/records/index.ts';
import type { UserInvitation } from '../../../src/state/index.ts';

/**
 * Describes the invitation and the users who can greet (INV-USER-23 to INV-USER-25, INV-DEV-10).
 */
export const invite_info = invitedCommand('invite_info', {
  guards: {},
  effect: ({ state, invitation }) => {
    const created_by = createdBy(state, invitation.created_by);
    if (invitation.type === 'USER') {
      const { claimer_email } = invitation;
      const administrators = administratorsOf(state, invitation);
      return { reply: { status: 'ok', type: 'USER', claimer_email, created_by, administrators } };
    }
    const { claimer: claimer_user_id } = invitation;
    const { human_handle: claimer_human_handle } = createdBy(state, claimer_user_id);
    return { reply: { status: 'ok', type: 'DEVICE', claimer_user_id, claimer_human_handle, created_by } };
  },
});

type Administrators = Extract<InviteInfoReply, { readonly type: 'USER' }>['administrators'];

// Sorted by name, then by address, so that two servers give the same order.
function administratorsOf(state: Organization, invitation: UserInvitation): Administrators {
  return greetersOf(state, invitation)
    .toSorted(({ human_handle: [mail, name] }, { human_handle: [otherMail, otherName] }) =>
      name === otherName ? (mail < otherMail ? -1 : 1) : name < otherName ? -1 : 1,
    )
    .map(({ user_id, human_handle: [email, label] }) => ({
      user_id,
      human_handle: [email, label],
      online_status: 'UNKNOWN',
      last_greeting_attempt_joined_on: invitation.greeters.get(user_id.hex)?.joined_on ?? null,
    }));
}
