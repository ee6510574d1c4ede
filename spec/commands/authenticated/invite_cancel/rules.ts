import {
  authenticatedCommand,
  endInvitation,
  endsAsGreeterOrClaimer,
  endsAsOwner,
  invitationOf,
} from '../../../src/guards/index.ts';

/**
 * Cancels an invitation (INV-USER-16 to INV-USER-18, INV-DEV-07). The order of refusals is not
 * normative.
 */
export const invite_cancel = authenticatedCommand('invite_cancel', {
  guards: {
    'invite_cancel/invitation-known': ({ state, request: { token } }) =>
      invitationOf(state, token) !== undefined || { status: 'invitation_not_found' },

    'invite_cancel/not-yet-cancelled': ({ state, request: { token } }) =>
      invitationOf(state, token)?.status !== 'CANCELLED' || { status: 'invitation_already_cancelled' },

    'invite_cancel/not-yet-completed': ({ state, request: { token } }) =>
      invitationOf(state, token)?.status !== 'FINISHED' || { status: 'invitation_completed' },

    'invite_cancel/author-allowed': endsAsGreeterOrClaimer,

    'invite_cancel/device-by-owner': endsAsOwner,
  },
  effect: (context) => endInvitation(context, 'CANCELLED'),
});
