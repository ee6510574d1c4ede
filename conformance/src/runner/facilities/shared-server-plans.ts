import { isDeepStrictEqual } from 'node:util';
import { unusualDefaults, unusualPeriod } from '../../judge/organization.ts';
import type { StartOptionName, StartOptions } from '../../targets/start-options.ts';

/** What a check requires of a server that the suite starts. An absent field may have any value. */
export interface ServerRequirements {
  readonly settings: StartOptions;
  /** The relay of its mail: the one that accepts mail, or the port of unusable relays. */
  readonly mail?: 'willing' | 'unusable';
  /** Whether it announces bootstraps to the judge by a webhook. */
  readonly hook?: boolean;
}

/** No limit of mails with validation codes. */
export const unlimited = { cooldown: 0, mostPerHour: 0 } as const;

/**
 * Few servers that together meet the requirements of all checks, because starting a server is the
 * most expensive operation of a run. The combined settings of a server do not affect each other.
 */
const servers: readonly ServerRequirements[] = [
  { settings: { production: true, spontaneous: true, proxyTrustedAddresses: '*', sseKeepalive: 1 } },
  { mail: 'willing', settings: { validationEmails: unlimited } },
  // Users who have not accepted the terms of service are refused, so checks use this server only
  // without a device.
  {
    mail: 'willing',
    settings: {
      ...unusualDefaults,
      ...unusualPeriod,
      spontaneous: true,
      validationEmails: { cooldown: 60, mostPerHour: 0 },
      proxyTrustedAddresses: '*',
    },
  },
  {
    mail: 'willing',
    hook: true,
    settings: { validationEmails: { cooldown: 2, mostPerHour: 2 }, proxyTrustedAddresses: '*' },
  },
  {
    mail: 'unusable',
    settings: {
      validationEmails: unlimited,
      emailUser: 'parsec',
      emailPassword: 'wrong',
      emailTimeout: 1,
    },
  },
];

/**
 * Returns the requirements of a shared server that includes the wanted ones. If there is none, or
 * if the wanted ones are empty, returns the wanted ones.
 */
export function shareServer(wanted: ServerRequirements): ServerRequirements {
  const isPlain = isDeepStrictEqual(wanted, { settings: {} });
  return (isPlain ? undefined : servers.find((server) => has(server, wanted))) ?? wanted;
}

function has(server: ServerRequirements, { settings, mail, hook }: ServerRequirements): boolean {
  if (mail !== undefined && mail !== server.mail) return false;
  if (hook === true && server.hook !== true) return false;
  return Object.entries(settings).every(([name, value]) =>
    isDeepStrictEqual(server.settings[name as StartOptionName], value),
  );
}
