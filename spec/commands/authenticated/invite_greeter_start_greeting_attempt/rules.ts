import { Uuid } from '../../../src/codec/index.ts';
import { authenticatedCommand, invitationOf, mayGreet, startIntents } from '../../../src/guards/index.ts';

/**
 * The greeter joins the live attempt, or begins a new one (GREET-01 to GREET-04). The order of
 * refusals is not normative.
 */
export const invite_greeter_start_greeting_attempt = authenticatedCommand(
  'invite_greeter_start_greeting_attempt',
  {
    guards: {
      'invite_greeter_start_greeting_attempt/invitation-known': ({ state, request: { token } }) =>
        invitationOf(state, token) !== undefined || { status: 'invitation_not_found' },

      'invite_greeter_start_greeting_attempt/invitation-not-completed': ({ state, request: { token } }) =>
        invitationOf(state, token)?.status !== 'FINISHED' || { status: 'invitation_completed' },

      'invite_greeter_start_greeting_attempt/invitation-not-cancelled': ({ state, request: { token } }) =>
        invitationOf(state, token)?.status !== 'CANCELLED' || { status: 'invitation_cancelled' },

      'invite_greeter_start_greeting_attempt/author-may-greet': ({ state, author, request: { token } }) => {
        const invitation = invitationOf(state, token);
        return (
          invitation === undefined || mayGreet(invitation, author.user) || { status: 'author_not_allowed' }
        );
      },
    },
    effect: ({ state, now, random, author, request }) => {
      const fresh = Uuid.of(random(16));
      const invitation = invitationOf(state, request.token);
      if (invitation === undefined) return { reply: { status: 'ok', greeting_attempt: fresh } };
      return startIntents({ state, invitation, side: 'GREETER', greeter: author.user.user_id, fresh, now });
    },
  },
);
