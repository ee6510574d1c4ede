import type { RulesConfig } from '@parsec-spec/spec/rules';
import type { ServerAddress } from '@parsec-spec/spec/urls';
import type { TrustedPeers } from './trusted-peers.ts';

/** What the host decided; `serve` makes it of options and environment. */
export interface ServerConfig extends RulesConfig {
  readonly administration_token: string;
  /** Public address: that of links in `/redirect` and in mails. */
  readonly server_addr: ServerAddress;
  /** Serves `ping` too. */
  readonly debug: boolean;
  /** Where a success of `organization_bootstrap` is announced; null = nowhere. */
  readonly organization_bootstrap_webhook: string | null;
  /** Origins that browsers may call from; `*` = any; empty = none. */
  readonly cors_allow_origins: readonly string[];
  /** Whose `X-Forwarded-Proto` (links of a creation) and `X-Forwarded-For` (limits by caller) are believed. */
  readonly proxy_trusted: TrustedPeers;
  /** Seconds of silence after which a stream shows that it lives; null = never. */
  readonly sse_keepalive: number | null;
  /** Greatest body in bytes. */
  readonly body_limit: number;
}
