import {
  authenticatedCommand,
  invitationEvent,
  invitationOf,
  isClaimer,
  mayGreet,
} from '../../../src/guards/index.ts';

/** An invitation has served its purpose (INV-USER-19 to INV-USER-21, INV-DEV-08). Order between refusals is not normative. */
export const invite_complete = authenticatedCommand('invite_complete', {
  guards: {
    'invite_complete/invitation-known': ({ state, request: { token } }) =>
      invitationOf(state, token) !== undefined || { status: 'invitation_not_found' },

    'invite_complete/not-yet-cancelled': ({ state, request: { token } }) =>
      invitationOf(state, token)?.status !== 'CANCELLED' || { status: 'invitation_cancelled' },

    'invite_complete/not-yet-completed': ({ state, request: { token } }) =>
      invitationOf(state, token)?.status !== 'FINISHED' || { status: 'invitation_already_completed' },

    'invite_complete/author-allowed': ({ state, author: { user }, request: { token } }) => {
      const invitation = invitationOf(state, token);
      if (invitation?.type !== 'USER') return true;
      return mayGreet(invitation, user) || isClaimer(invitation, user) || { status: 'author_not_allowed' };
    },

    'invite_complete/device-by-owner': ({ state, author: { user }, request: { token } }) => {
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
      records: [{ record: 'invitation_ended', at: now, token, status: 'FINISHED' }],
      events: [invitationEvent(state, invitation, 'FINISHED')],
    };
  },
});
