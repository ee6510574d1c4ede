import { authenticatedCommand, authorIsAdmin } from '../../../src/guards/index.ts';

/** Whom the host has frozen, in the order of enrolment (USER-30). Who was revoked since then stays listed: nobody can thaw that user. */
export const list_frozen_users = authenticatedCommand('list_frozen_users', {
  guards: { 'list_frozen_users/author-is-admin': authorIsAdmin },
  effect: ({ state }) => ({
    reply: {
      status: 'ok',
      frozen_users: [...state.users.values()].filter(({ frozen }) => frozen).map(({ user_id }) => user_id),
    },
  }),
});
