import { authenticatedCommand } from '../../../src/guards/index.ts';

/** A user accepts the terms, for all devices (TOS-04). */
export const tos_accept = authenticatedCommand('tos_accept', {
  guards: {
    'tos_accept/no-terms': ({ state }) => state.settings.tos !== null || { status: 'no_tos' },

    'tos_accept/exact-time': ({ state: { settings }, request }) =>
      settings.tos === null ||
      settings.tos.updated_on.equals(request.tos_updated_on) || { status: 'tos_mismatch' },
  },
  effect: ({ state: { settings }, now, author }) => {
    const published = settings.tos?.updated_on ?? now;
    // Terms may be dated shortly ahead of the clock. An acceptance is never older than the accepted
    // terms.
    const at = now.micros < published.micros ? published : now;
    return {
      reply: { status: 'ok' },
      records: [{ record: 'tos_accepted', at, user_id: author.user.user_id }],
    };
  },
});
