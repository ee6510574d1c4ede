import { authenticatedCommand, authorIsAdmin } from '../../../src/guards/index.ts';

/**
 * The frozen users, in the order of enrolment (USER-30). A user who was revoked since then stays
 * listed, because a revoked user cannot be unfrozen.
 */
export const list_frozen_users = authenticatedCommand('list_frozen_users', {
  guards: { 'list_frozen_users/author-is-admin': authorIsAdmin },
  effect: ({ state }) => ({
    reply: {
      status: 'ok',
      frozen_users: [...state.users.values()].filter(({ frozen }) => frozen).map(({ user_id }) => user_id),
    },
  }),
});
