import type { Judge, Mailing } from '../judge/index.ts';

/** A server that limits its mails of codes, and takes the word of a proxy who the caller is. */
export const limited = (
  check: Judge,
  limits: { readonly cooldown?: number; readonly mostPerHour?: number },
): Promise<Mailing> =>
  check.mailed('willing', {
    validationEmails: { cooldown: 0, mostPerHour: 0, ...limits },
    // Not 127.0.0.1 alone: to a container the judge calls from another address.
    proxyTrustedAddresses: '*',
  });
