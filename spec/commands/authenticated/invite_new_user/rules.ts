import { authenticatedCommand, authorIsAdmin, invitationEvent } from '../../../src/guards/index.ts';
import type { Organization } from '../../../src/records/index.ts';

/** An administrator invites a person by e-mail address (INV-USER-01 to INV-USER-11). */
export const invite_new_user = authenticatedCommand('invite_new_user', {
  guards: {
    'invite_new_user/author-is-admin': authorIsAdmin,

    'invite_new_user/claimer-not-enrolled': ({ state: { users }, request: { claimer_email } }) => {
      const enrolled = [...users.values()].some(
        ({ revoked_on, human_handle }) => revoked_on === null && human_handle[0] === claimer_email,
      );
      return !enrolled || { status: 'claimer_email_already_enrolled' };
    },
  },
  effect: ({ state, now, random, author, request: { claimer_email, send_email } }) => {
    const { user_id: created_by, human_handle: inviter } = author.user;
    const pending = pendingToken(state, claimer_email);
    const token = pending ?? random(16);
    const { organization_id: organization } = state;
    return {
      // Without a mail there is no failure: SUCCESS (INV-USER-07).
      reply: ({ mails: [email_sent = 'SUCCESS'] }) => ({ status: 'ok', token, email_sent }),
      ...(pending === undefined && {
        records: [{ record: 'invitation_opened', at: now, token, created_by, claimer_email }],
      }),
      events: [invitationEvent(state, { type: 'USER', token }, 'PENDING')],
      ...(send_email && {
        mails: [{ mail: 'user_invitation', to: claimer_email, organization, token, inviter }],
      }),
    };
  },
});

// An address has at most one pending invitation, whichever administrator created it (INV-USER-05);
// letter case counts.
function pendingToken({ invitations }: Organization, email: string): Uint8Array | undefined {
  for (const invitation of invitations.values()) {
    const { type, status, token } = invitation;
    if (type === 'USER' && status === 'PENDING' && invitation.claimer_email === email) return token;
  }
  return undefined;
}
