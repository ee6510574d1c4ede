import { authenticatedCommand, invitationEvent } from '../../../src/guards/index.ts';
import type { Organization } from '../../../src/records/index.ts';
import type { User } from '../../../src/state/index.ts';

/**
 * Invites another device of the author's own user, whatever the profile (INV-DEV-01 to INV-DEV-05).
 */
export const invite_new_device = authenticatedCommand('invite_new_device', {
  guards: {},
  effect: ({ state, now, random, author: { user }, request: { send_email } }) => {
    const { user_id: claimer, human_handle } = user;
    const pending = pendingToken(state, user);
    const token = pending ?? random(16);
    const { organization_id: organization } = state;
    return {
      reply: ({ mails: [email_sent = 'SUCCESS'] }) => ({ status: 'ok', token, email_sent }),
      ...(pending === undefined && {
        records: [{ record: 'invitation_opened', at: now, token, created_by: claimer, claimer_email: null }],
      }),
      events: [invitationEvent(state, { type: 'DEVICE', token, claimer }, 'PENDING')],
      ...(send_email && {
        mails: [{ mail: 'device_invitation', to: human_handle[0], organization, token }],
      }),
    };
  },
});

// A user has at most one pending device invitation, whichever device asked for it (INV-DEV-02).
function pendingToken({ invitations }: Organization, { user_id }: User): Uint8Array | undefined {
  for (const invitation of invitations.values()) {
    const { type, status, token } = invitation;
    if (type === 'DEVICE' && status === 'PENDING' && invitation.claimer.equals(user_id)) return token;
  }
  return undefined;
}
