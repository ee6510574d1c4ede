import { isDeepStrictEqual } from 'node:util';
import { unusualDefaults, unusualPeriod } from '../judge/index.ts';
import type { StartOptionName, StartOptions } from '../targets/index.ts';

/** What somebody wants of a server that the suite starts. What is absent may be anything. */
export interface Wanted {
  readonly settings: StartOptions;
  /** Where its mail goes: to a relay that takes it, or to a place where one listens that cannot be used. */
  readonly mail?: 'willing' | 'unusable';
  /** Whether it announces bootstraps to the judge. */
  readonly hook?: boolean;
}

/** Mails of codes as often as they are asked for. */
export const unlimited = { cooldown: 0, mostPerHour: 0 } as const;

/**
 * Servers that are enough for all checks: what one of them is told does not change what another setting of it does.
 * A start of a server is the dearest thing in a run.
 */
const servers: readonly Wanted[] = [
  { settings: { production: true, spontaneous: true, proxyTrustedAddresses: '*', sseKeepalive: 1 } },
  { mail: 'willing', settings: { validationEmails: unlimited } },
  // Terms shut everybody out who has not accepted them: only strangers call here.
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
    settings: { validationEmails: { cooldown: 1, mostPerHour: 2 }, proxyTrustedAddresses: '*' },
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

/** A server that has all that is wanted and serves others too; what is wanted alone, if there is none, or nothing is wanted. */
export function unite(wanted: Wanted): Wanted {
  const isPlain = isDeepStrictEqual(wanted, { settings: {} });
  return (isPlain ? undefined : servers.find((server) => has(server, wanted))) ?? wanted;
}

function has(server: Wanted, { settings, mail, hook }: Wanted): boolean {
  if (mail !== undefined && mail !== server.mail) return false;
  if (hook === true && server.hook !== true) return false;
  return Object.entries(settings).every(([name, value]) =>
    isDeepStrictEqual(server.settings[name as StartOptionName], value),
  );
}
