/**
 * Settings with which a server of the target is started. An absent setting keeps the server's
 * default. A target file defines how each setting is passed to the implementation.
 */
export interface StartOptions {
  /** A bootstrap with a nil token creates an organization. */
  readonly spontaneous?: boolean;
  /** Limit of active users of an organization whose creation states none. */
  readonly initialActiveUsersLimit?: number;
  /**
   * Whether the profile OUTSIDER is allowed in an organization whose creation does not state it.
   */
  readonly initialOutsiderAllowed?: boolean;
  /** Terms of service (locale → URL) of an organization whose creation states none. */
  readonly initialTos?: Readonly<Record<string, string>>;
  /**
   * Shortest time in seconds between the archiving and the deletion of a realm, in an organization
   * whose creation does not state it.
   */
  readonly initialArchivingPeriod?: number;
  /**
   * URL of the webhook that announces each bootstrap. Its host is `callback.host` of the target.
   */
  readonly bootstrapWebhook?: string;
  /** Allowed CORS origins. */
  readonly corsAllowOrigins?: readonly string[];
  /** Addresses of proxies whose `X-Forwarded-*` headers are trusted. */
  readonly proxyTrustedAddresses?: string;
  /** Without debug mode. `ping` is then not served. */
  readonly production?: boolean;
  /** Interval of keep-alives of an event stream without events, in seconds. */
  readonly sseKeepalive?: number;
  /** Host of the mail relay: `callback.host` of the target. */
  readonly emailHost?: string;
  readonly emailPort?: number;
  /** Sender of the mails. */
  readonly emailSender?: string;
  /** User name for the relay. Requires `emailPassword`. */
  readonly emailUser?: string;
  readonly emailPassword?: string;
  /** Timeout of the relay, in seconds. */
  readonly emailTimeout?: number;
  /**
   * Limits of mails that validate an address: seconds between two mails, and number of mails per
   * hour. 0: no limit.
   */
  readonly validationEmails?: { readonly cooldown: number; readonly mostPerHour: number };
}

export type StartOptionName = keyof StartOptions;
