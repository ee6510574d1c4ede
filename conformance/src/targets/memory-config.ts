import { type ConfigChanges, trustedPeers } from '@parsec-spec/reference-server/core';
import { recipientReactions } from './recipient-reactions.ts';
import type { StartOptions } from './start-options.ts';

/**
 * The configuration of the reference server in this process. Like `serve --dev`, it enables debug mode
 * and allows all CORS origins.
 */
export function memoryConfig(
  options: StartOptions,
  token: string,
  at: { readonly host: string; readonly port: number },
): ConfigChanges {
  const { proxyTrustedAddresses: proxies } = options;
  return {
    administration_token: token,
    server_addr: { ...at, tls: false },
    debug: options.production !== true,
    validation_emails: options.validationEmails ?? { cooldown: 0, mostPerHour: 0 },
    ...(options.sseKeepalive === undefined ? {} : { sse_keepalive: options.sseKeepalive }),
    spontaneous_organization_bootstrap: options.spontaneous ?? false,
    organization_bootstrap_webhook: options.bootstrapWebhook ?? null,
    cors_allow_origins: options.corsAllowOrigins ?? ['*'],
    ...(proxies === undefined ? {} : { proxy_trusted: trustedPeers(proxies) }),
    initial: {
      active_users_limit: options.initialActiveUsersLimit ?? null,
      user_profile_outsider_allowed: options.initialOutsiderAllowed ?? true,
      tos: options.initialTos ?? null,
      ...(options.initialArchivingPeriod === undefined
        ? {}
        : { realm_minimum_archiving_period_before_deletion: options.initialArchivingPeriod }),
    },
  };
}

/** A mail as a server in this process hands it over, before it is encoded for a relay. */
export interface HandedMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly replyTo?: { readonly address: string };
  readonly headers?: Readonly<Record<string, string>>;
}

/** Ports of mail relays with which a server in this process is started. Nothing listens there. */
export const RELAY_PORTS = { willing: 25, unusable: 1 };

/** The destination of mails of a server in this process with these options. */
export function mailOutcome(
  { emailPort }: StartOptions,
  to: string,
): 'SUCCESS' | 'SERVER_UNAVAILABLE' | 'RECIPIENT_REFUSED' {
  if (emailPort === RELAY_PORTS.unusable) return 'SERVER_UNAVAILABLE';
  const { refused, rejected } = recipientReactions;
  return to.startsWith(refused) || to.startsWith(rejected) ? 'RECIPIENT_REFUSED' : 'SUCCESS';
}
