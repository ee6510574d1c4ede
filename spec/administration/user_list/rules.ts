import type { UserListResult } from '../../src/commands/administration.ts';
import { administrationOperation } from '../../src/guards/index.ts';
import { describeUser } from '../describe-user.ts';

/** The users who are not revoked (ADMIN-27). */
export const user_list = administrationOperation<undefined, UserListResult>('user_list', {
  guards: {},
  effect: ({ state }) => ({
    reply: {
      users: [...state.users.values()].filter(({ revoked_on }) => revoked_on === null).map(describeUser),
    },
  }),
});
