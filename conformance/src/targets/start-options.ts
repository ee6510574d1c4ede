/**
 * Settings with which a check may have another server of the same target started. An absent setting
 * keeps the server's own default. A target file defines how an implementation spells each one.
 */
export interface StartOptions {
  /** Organizations may be born by a bootstrap with a nil token. */
  readonly spontaneous?: boolean;
  /** Users an organization may have when its creation names no limit. */
  readonly initialActiveUsersLimit?: number;
  /** Whether outsiders are allowed when an organization's creation does not say. */
  readonly initialOutsiderAllowed?: boolean;
  /** Terms of service, locale → URL, of organizations whose creation names none. */
  readonly initialTos?: Readonly<Record<string, string>>;
  /**
   * Seconds that a realm of an organization stays archived at least before it may be deleted, when
   * its creation does not say.
   */
  readonly initialArchivingPeriod?: number;
  /**
   * Where each bootstrap is announced: an http URL the server can reach (see `callback` of the
   * target).
   */
  readonly bootstrapWebhook?: string;
  /** Origins that browsers may call from. */
  readonly corsAllowOrigins?: readonly string[];
  /** Peers whose `X-Forwarded-*` headers count. */
  readonly proxyTrustedAddresses?: string;
  /** Serve without debug mode, where `ping` is not served. */
  readonly production?: boolean;
  /** Seconds of silence after which an event stream shows that it is alive. */
  readonly sseKeepalive?: number;
  /** The relay that mail goes to (see `callback` of the target). */
  readonly emailHost?: string;
  readonly emailPort?: number;
  /** The address that mail comes from. */
  readonly emailSender?: string;
  /** The login at the relay, both or none. */
  readonly emailUser?: string;
  readonly emailPassword?: string;
  /** Seconds that the relay is waited for. */
  readonly emailTimeout?: number;
  /** Mails that validate an address: seconds between two, and how many in an hour; 0 = no limit. */
  readonly validationEmails?: { readonly cooldown: number; readonly mostPerHour: number };
}

export type StartOptionName = keyof StartOptions;
