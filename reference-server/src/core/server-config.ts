import { hexOf } from '@parsec-spec/spec/codec';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import type { RulesConfig } from '@parsec-spec/spec/rules';
import type { ServerAddress } from '@parsec-spec/spec/urls';
import { type TrustedPeers, trustedPeers } from './client-address.ts';

/** The settings of the host. `serve` makes them from options and environment. */
export interface ServerConfig extends RulesConfig {
  readonly administration_token: string;
  /** Public address: that of links in `/redirect` and in mails. */
  readonly server_addr: ServerAddress;
  /** Path of the page of a web client to which `/redirect` leads; null = to the installed client. */
  readonly web_client: string | null;
  /** Serves `ping` too. */
  readonly debug: boolean;
  /** Where a success of `organization_bootstrap` is announced; null = nowhere. */
  readonly organization_bootstrap_webhook: string | null;
  /** Origins that browsers may call from; `*` = any, `:*` at the end = any port; empty = none. */
  readonly cors_allow_origins: readonly string[];
  /**
   * Web pages know the administration token. It is refused under host names that a page could have
   * bound to this machine.
   */
  readonly well_known_token: boolean;
  /**
   * Proxies whose `X-Forwarded-Proto` (links of a creation) and `X-Forwarded-For` (limits by caller)
   * are trusted.
   */
  readonly proxy_trusted: TrustedPeers;
  /** Seconds of silence after which a stream sends a keep-alive; null = never. */
  readonly sse_keepalive: number | null;
  /** Greatest body in bytes. */
  readonly body_limit: number;
}

/** Settings that differ from the defaults. */
export type ConfigChanges = Partial<Omit<ServerConfig, 'initial'>> & {
  readonly initial?: Partial<ServerConfig['initial']>;
};

/**
 * The settings of a server. Defaults are those of parsec-cloud, and the administration token is
 * random unless one is given.
 */
export const configOf = ({ initial, ...changes }: ConfigChanges = {}): ServerConfig => ({
  administration_token: hexOf(syncCrypto.randomBytes(32)),
  server_addr: { host: '127.0.0.1', port: 6777, tls: false },
  web_client: null,
  debug: false,
  spontaneous_organization_bootstrap: false,
  organization_bootstrap_webhook: null,
  cors_allow_origins: [],
  well_known_token: false,
  proxy_trusted: trustedPeers('127.0.0.1,::1'),
  account: 'DISABLED',
  validation_emails: { cooldown: 60, mostPerHour: 3 },
  sse_keepalive: 30,
  body_limit: 1_048_576,
  ...changes,
  initial: {
    active_users_limit: null,
    user_profile_outsider_allowed: true,
    realm_minimum_archiving_period_before_deletion: 2_592_000,
    tos: null,
    ...initial,
  },
});
