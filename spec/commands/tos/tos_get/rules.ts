import { authenticatedCommand } from '../../../src/guards/index.ts';

/** The present terms, accepted or not (TOS-01). */
export const tos_get = authenticatedCommand('tos_get', {
  guards: {
    'tos_get/no-terms': ({ state }) => state.settings.tos !== null || { status: 'no_tos' },
  },
  effect: ({ state: { settings }, now }) => ({
    reply: {
      status: 'ok',
      per_locale_urls: settings.tos?.per_locale_urls ?? {},
      updated_on: settings.tos?.updated_on ?? now,
    },
  }),
});
