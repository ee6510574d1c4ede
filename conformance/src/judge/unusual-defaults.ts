import type { StartOptions } from '../targets/index.ts';

/**
 * Settings of new organizations that are no server's defaults. All checks of defaults use these, so
 * that one server is enough.
 */
export const unusualDefaults = {
  initialActiveUsersLimit: 10,
  initialOutsiderAllowed: false,
  initialTos: { en_US: 'https://example.com/terms', fr_FR: 'https://example.com/conditions' },
} as const satisfies StartOptions;
