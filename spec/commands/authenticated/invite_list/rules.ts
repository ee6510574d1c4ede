import { DateTime } from '../../../src/codec/index.ts';
import { authenticatedCommand, createdBy, mayGreet } from '../../../src/guards/index.ts';

/**
 * The invitations that the caller may greet, including ended ones, in the order of creation
 * (INV-USER-12 to INV-USER-15, INV-DEV-06).
 */
export const invite_list = authenticatedCommand('invite_list', {
  guards: {},
  effect: ({ state, author: { user } }) => ({
    reply: {
      status: 'ok',
      invitations: [...state.invitations.values()]
        .filter((invitation) => mayGreet(invitation, user))
        // With several nodes, the order of records can differ from the order of creation.
        .toSorted((left, right) => DateTime.compare(left.created_on, right.created_on))
        .map((invitation) => {
          const { token, created_on, status } = invitation;
          const item = { token, created_on, created_by: createdBy(state, invitation.created_by), status };
          return invitation.type === 'USER'
            ? { type: 'USER', ...item, claimer_email: invitation.claimer_email }
            : { type: 'DEVICE', ...item };
        }),
    },
  }),
});
