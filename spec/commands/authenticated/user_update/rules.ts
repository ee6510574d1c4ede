import {
  authorIsAdmin,
  certifyingCommand,
  commonCertificateEvent,
  inWindow,
  isBy,
  laterThanLast,
} from '../../../src/guards/index.ts';
import { prepare } from './prepare.ts';

const invalid = { status: 'invalid_certificate' } as const;

/**
 * Changes the profile of another user (USER-22 to USER-25). The order of refusals is not normative.
 */
export const user_update = certifyingCommand('user_update', prepare, {
  entry: { 'user_update/author-is-admin': authorIsAdmin },
  guards: {
    'user_update/by-author': ({ author, prepared }) => isBy(author, prepared.update) || invalid,

    'user_update/in-window': ({ now, prepared }) => inWindow(now, prepared.update.content.timestamp),

    'user_update/not-oneself': ({ author, prepared }) =>
      !prepared.update.content.user_id.equals(author.user.user_id) || invalid,

    'user_update/user-known': ({ state, prepared }) =>
      state.users.has(prepared.update.content.user_id.hex) || { status: 'user_not_found' },

    'user_update/user-not-revoked': ({ state, prepared }) => {
      const user = state.users.get(prepared.update.content.user_id.hex);
      return user === undefined || user.revoked_on === null || { status: 'user_revoked' };
    },

    'user_update/profile-changes': ({ state, prepared }) => {
      const { user_id, new_profile } = prepared.update.content;
      return state.users.get(user_id.hex)?.profile !== new_profile || { status: 'user_no_changes' };
    },

    'user_update/later-than-last': ({ state, prepared }) =>
      laterThanLast(state, prepared.update.content.timestamp),
  },
  effect: ({ state, now, request, prepared }) => {
    const { timestamp, user_id, new_profile: profile } = prepared.update.content;
    const former_profile = state.users.get(user_id.hex)?.profile ?? profile;
    const { user_update_certificate } = request;
    return {
      reply: { status: 'ok' },
      records: [
        {
          record: 'user_updated',
          at: now,
          timestamp,
          user_id,
          former_profile,
          profile,
          user_update_certificate,
        },
      ],
      events: [commonCertificateEvent(timestamp)],
    };
  },
});
