import {
  authenticatedCommand,
  invitationEvent,
  invitationOf,
  isClaimer,
  mayGreet,
} from '../../../src/guards/index.ts';

/** An invitation is taken back (INV-USER-16 to INV-USER-18, INV-DEV-07). Order between refusals is not normative. */
export const invite_cancel = authenticatedCommand('invite_cancel', {
  guards: {
    'invite_cancel/invitation-known': ({ state, request: { token } }) =>
      invitationOf(state, token) !== undefined || { status: 'invitation_not_found' },

    'invite_cancel/not-yet-cancelled': ({ state, request: { token } }) =>
      invitationOf(state, token)?.status !== 'CANCELLED' || { status: 'invitation_already_cancelled' },

    'invite_cancel/not-yet-completed': ({ state, request: { token } }) =>
      invitationOf(state, token)?.status !== 'FINISHED' || { status: 'invitation_completed' },

    'invite_cancel/author-allowed': ({ state, author: { user }, request: { token } }) => {
      const invitation = invitationOf(state, token);
      if (invitation?.type !== 'USER') return true;
      return mayGreet(invitation, user) || isClaimer(invitation, user) || { status: 'author_not_allowed' };
    },

    'invite_cancel/device-by-owner': ({ state, author: { user }, request: { token } }) => {
      const invitation = invitationOf(state, token);
      if (invitation?.type !== 'DEVICE') return true;
      return isClaimer(invitation, user) || { status: 'author_not_allowed' };
    },
  },
  effect: ({ state, now, request }) => {
    const invitation = invitationOf(state, request.token);
    const reply = { status: 'ok' } as const;
    if (invitation === undefined) return { reply };
    const { token } = invitation;
    return {
      reply,
      records: [{ record: 'invitation_ended', at: now, token, status: 'CANCELLED' }],
      events: [invitationEvent(state, invitation, 'CANCELLED')],
    };
  },
});
