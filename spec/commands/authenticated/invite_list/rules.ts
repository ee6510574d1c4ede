import { DateTime } from '../../../src/codec/index.ts';
import { authenticatedCommand, createdBy, mayGreet } from '../../../src/guards/index.ts';

/** The invitations that the caller may greet, ended ones too, in the order of creation (INV-USER-12 to INV-USER-15, INV-DEV-06). */
export const invite_list = authenticatedCommand('invite_list', {
  guards: {},
  effect: ({ state, author: { user } }) => ({
    reply: {
      status: 'ok',
      invitations: [...state.invitations.values()]
        .filter((invitation) => mayGreet(invitation, user))
        // Who had to wait for another node is kept later than somebody who came after.
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
