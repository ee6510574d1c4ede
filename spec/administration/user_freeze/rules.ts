import { Uuid } from '../../src/codec/index.ts';
import type { UserFreezeBody, UserFreezeResult } from '../../src/commands/administration.ts';
import { administrationOperation } from '../../src/guards/index.ts';
import type { Organization } from '../../src/records/index.ts';
import type { User } from '../../src/state/index.ts';
import { describeUser } from '../describe-user.ts';

const selectors = 'Exactly one of `user_id` and `user_email` must be given';

/** Freezes or unfreezes a user, selected by id or by e-mail (ADMIN-28 to ADMIN-33). */
export const user_freeze = administrationOperation<UserFreezeBody, UserFreezeResult>('user_freeze', {
  guards: {
    'user_freeze/not-both-selectors': ({ request: { user_id, user_email } }) =>
      (user_id ?? null) === null || (user_email ?? null) === null || { http: 400, detail: selectors },

    'user_freeze/not-no-selector': ({ request: { user_id, user_email } }) =>
      (user_id ?? null) !== null || (user_email ?? null) !== null || { http: 400, detail: selectors },

    'user_freeze/user-known': ({ state, request }) =>
      find(state, request) !== undefined || { http: 404, detail: 'User not found' },

    'user_freeze/user-not-revoked': ({ state, request }) =>
      (find(state, request)?.revoked_on ?? null) === null || {
        http: 404,
        detail: 'User has been revoked',
      },
  },
  effect: ({ state, now, request }) => {
    const { frozen } = request;
    const user = find(state, request);
    if (user === undefined) {
      return {
        reply: {
          user_id: request.user_id ?? '',
          user_email: request.user_email ?? '',
          user_name: '',
          frozen,
        },
      };
    }
    return {
      reply: describeUser({ ...user, frozen }),
      records: [{ record: 'user_frozen', at: now, user_id: user.user_id, frozen }],
    };
  },
});

// The e-mail selects only users who are not revoked; letter case counts.
function find({ users }: Organization, { user_id, user_email }: UserFreezeBody): User | undefined {
  if (typeof user_id === 'string') return users.get(Uuid.parse(user_id)?.hex ?? '');
  return [...users.values()].find(
    ({ human_handle, revoked_on }) => revoked_on === null && human_handle[0] === user_email,
  );
}
