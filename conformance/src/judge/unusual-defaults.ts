import type { StartOptions } from '../targets/index.ts';

/**
 * Settings of new organizations that no server has by itself: who looks at defaults asks for these,
 * so that one server does for all.
 */
export const unusualDefaults = {
  initialActiveUsersLimit: 10,
  initialOutsiderAllowed: false,
  initialTos: { en_US: 'https://example.com/terms', fr_FR: 'https://example.com/conditions' },
} as const satisfies StartOptions;
