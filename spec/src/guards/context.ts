import type { DateTime } from '../codec/index.ts';
import type { Organization } from '../records/index.ts';
import type { Accounts, Device, Invitation, Settings, User } from '../state/index.ts';

/** The host's configuration of this server, as far as rules read it. */
export interface RulesConfig {
  /** Whether a bootstrap may create an unknown organization (BOOT-14). */
  readonly spontaneous_organization_bootstrap: boolean;
  /**
   * The accounts setting for clients. The account commands are served whatever it says (SIGNUP).
   */
  readonly account: 'DISABLED' | 'ENABLED_WITH_VAULT' | 'ENABLED_WITHOUT_VAULT';
  /**
   * Limits on mails with a code, by address and by caller: `cooldown` is the minimum number of
   * seconds between two, `mostPerHour` the maximum in one hour; 0 = no limit.
   */
  readonly validation_emails: { readonly cooldown: number; readonly mostPerHour: number };
  /** Settings of a new organization that the creation does not give (ADMIN-08). */
  readonly initial: Pick<
    Settings,
    'active_users_limit' | 'user_profile_outsider_allowed' | 'realm_minimum_archiving_period_before_deletion'
  > & {
    /** Addresses by locale; null = no terms. */
    readonly tos: Readonly<Record<string, string>> | null;
  };
}

/** The signer of the token of an authenticated request. */
export interface Author {
  readonly user: User;
  readonly device: Device;
}

/** The facts that every command and operation may read. */
export interface ServerContext<Request> {
  /** The server's clock, read once per request. */
  readonly now: DateTime;
  /** Returns fresh random bytes. */
  readonly random: (length: number) => Uint8Array;
  readonly config: RulesConfig;
  readonly request: Request;
  /** The author of the command, on the routes of devices. */
  readonly author?: Author | undefined;
}

/**
 * The context of a command of an organization. The state is `absentOrganization` if it does not
 * exist.
 */
export interface OrganizationContext<Request> extends ServerContext<Request> {
  readonly state: Organization;
}

/** The context of a command on accounts. */
export interface AccountContext<Request> extends ServerContext<Request> {
  readonly accounts: Accounts;
  /** Network address of the caller; empty if unknown. */
  readonly caller: string;
}

/** The client's announcement in `Api-Version`. */
export interface ClientVersion {
  /** Minor number of the API version that the client announced (GREET-24). */
  readonly minor: number;
}

/** The context of a command of an authenticated device. */
export interface AuthenticatedContext<Request> extends OrganizationContext<Request>, ClientVersion {
  readonly author: Author;
}

/** The context of a command that an invitation token authenticates. */
export interface InvitedContext<Request> extends OrganizationContext<Request>, ClientVersion {
  readonly invitation: Invitation;
}
