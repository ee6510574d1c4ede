import { isDeepStrictEqual } from 'node:util';
import { unusualDefaults, unusualPeriod } from '../../case/organization.ts';
import type { StartOptionName, StartOptions } from '../../targets/start-options.ts';

/**
 * The requirements of a check on a server that the suite starts. An absent field may have any
 * value.
 */
export interface ServerRequirements {
  readonly settings: StartOptions;
  /** Where its mail goes: to a relay that accepts it, or to a port for unusable relays. */
  readonly mail?: 'willing' | 'unusable';
  /** Whether it announces bootstraps to the judge by webhook. */
  readonly hook?: boolean;
}

/** No limit on mails with codes. */
export const unlimited = { cooldown: 0, mostPerHour: 0 } as const;

/**
 * A set of servers that is enough for all checks. The settings combined in one server do not affect
 * each other. Starting a server is the most expensive operation of a run.
 */
const servers: readonly ServerRequirements[] = [
  { settings: { production: true, spontaneous: true, proxyTrustedAddresses: '*', sseKeepalive: 1 } },
  { mail: 'willing', settings: { validationEmails: unlimited } },
  // Terms of service lock out every user who has not accepted them, so only unauthenticated callers
  // use this server.
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
 * Finds a shared server that has all the wanted settings. If there is none, or if the wanted
 * settings are empty, the server gets exactly the wanted settings.
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
