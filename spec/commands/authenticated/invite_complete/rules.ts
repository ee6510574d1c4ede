import {
  authenticatedCommand,
  endInvitation,
  endsAsGreeterOrClaimer,
  endsAsOwner,
  invitationOf,
} from '../../../src/guards/index.ts';

/**
 * Completes an invitation (INV-USER-19 to INV-USER-21, INV-DEV-08). The order of refusals is not
 * normative.
 */
export const invite_complete = authenticatedCommand('invite_complete', {
  guards: {
    'invite_complete/invitation-known': ({ state, request: { token } }) =>
      invitationOf(state, token) !== undefined || { status: 'invitation_not_found' },

    'invite_complete/not-yet-cancelled': ({ state, request: { token } }) =>
      invitationOf(state, token)?.status !== 'CANCELLED' || { status: 'invitation_cancelled' },

    'invite_complete/not-yet-completed': ({ state, request: { token } }) =>
      invitationOf(state, token)?.status !== 'FINISHED' || { status: 'invitation_already_completed' },

    'invite_complete/author-allowed': endsAsGreeterOrClaimer,

    'invite_complete/device-by-owner': endsAsOwner,
  },
  effect: (context) => endInvitation(context, 'FINISHED'),
});
