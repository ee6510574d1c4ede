import {
  authorIsAdmin,
  certifyingCommand,
  commonCertificateEvent,
  inWindow,
  isBy,
  laterThanLast,
} from '../../../src/guards/index.ts';
import { commonClock } from '../../../src/state/index.ts';
import { prepare } from './prepare.ts';

const invalid = { status: 'invalid_certificate' } as const;

/**
 * Revokes a user (USER-26 to USER-29). This specification has no realms, so no realm timestamps to
 * exceed. The order of refusals is not normative.
 */
export const user_revoke = certifyingCommand('user_revoke', prepare, {
  entry: { 'user_revoke/author-is-admin': authorIsAdmin },
  guards: {
    'user_revoke/by-author': ({ author, prepared }) => isBy(author, prepared.revocation) || invalid,

    'user_revoke/in-window': ({ now, prepared }) => inWindow(now, prepared.revocation.content.timestamp),

    'user_revoke/not-oneself': ({ author, prepared }) =>
      !prepared.revocation.content.user_id.equals(author.user.user_id) || invalid,

    'user_revoke/user-known': ({ state, prepared }) =>
      state.users.has(prepared.revocation.content.user_id.hex) || { status: 'user_not_found' },

    'user_revoke/revoked-once': ({ state, prepared }) => {
      const revoked = state.users.get(prepared.revocation.content.user_id.hex)?.revoked_on ?? null;
      // A client that has the last common certificate also has the revocation.
      const last = commonClock(state);
      if (revoked === null || last === null) return true;
      return { status: 'user_already_revoked', last_common_certificate_timestamp: last };
    },

    'user_revoke/later-than-last': ({ state, prepared }) =>
      laterThanLast(state, prepared.revocation.content.timestamp),
  },
  effect: ({ state, now, author, request, prepared }) => {
    const { timestamp, user_id } = prepared.revocation.content;
    const { profile } = state.users.get(user_id.hex) ?? author.user;
    const { revoked_user_certificate } = request;
    return {
      reply: { status: 'ok' },
      records: [{ record: 'user_revoked', at: now, timestamp, user_id, profile, revoked_user_certificate }],
      events: [commonCertificateEvent(timestamp)],
    };
  },
});
