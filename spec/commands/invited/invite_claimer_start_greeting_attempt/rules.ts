import { Uuid } from '../../../src/codec/index.ts';
import { invitedCommand, mayGreet, startIntents } from '../../../src/guards/index.ts';

/**
 * The claimer chooses a greeter, and joins the live attempt or begins a new one (GREET-01,
 * GREET-02, GREET-05 to GREET-07).
 */
export const invite_claimer_start_greeting_attempt = invitedCommand('invite_claimer_start_greeting_attempt', {
  guards: {
    'invite_claimer_start_greeting_attempt/greeter-known': ({ state, request: { greeter } }) =>
      state.users.has(greeter.hex) || { status: 'greeter_not_found' },

    'invite_claimer_start_greeting_attempt/greeter-not-revoked': ({ state, request: { greeter } }) =>
      (state.users.get(greeter.hex)?.revoked_on ?? null) === null || { status: 'greeter_revoked' },

    'invite_claimer_start_greeting_attempt/greeter-may-greet': ({ state, invitation, request }) => {
      const greeter = state.users.get(request.greeter.hex);
      return greeter === undefined || mayGreet(invitation, greeter) || { status: 'greeter_not_allowed' };
    },
  },
  effect: ({ state, now, random, invitation, request }) => {
    const greeter = Uuid.of(request.greeter.bytes.slice());
    return startIntents({ state, invitation, side: 'CLAIMER', greeter, fresh: Uuid.of(random(16)), now });
  },
});
