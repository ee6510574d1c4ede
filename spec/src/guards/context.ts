import type { DateTime } from '../codec/index.ts';
import type { Organization } from '../records/index.ts';
import type { Accounts, Device, Invitation, Settings, User } from '../state/index.ts';

/** What the host decided about this server, as far as rules read it. */
export interface RulesConfig {
  /** Anybody may create an organization by bootstrapping it (BOOT-14). */
  readonly spontaneous_organization_bootstrap: boolean;
  /** What clients are told about accounts; the commands on them are served whatever it says (SIGNUP). */
  readonly account: 'DISABLED' | 'ENABLED_WITH_VAULT' | 'ENABLED_WITHOUT_VAULT';
  /** Of mails with a code, by address and by caller: least seconds between two, most in an hour; 0 = no limit. */
  readonly validation_emails: { readonly cooldown: number; readonly mostPerHour: number };
  /** Settings of a new organization, where the creation does not say otherwise (ADMIN-08). */
  readonly initial: Pick<
    Settings,
    'active_users_limit' | 'user_profile_outsider_allowed' | 'realm_minimum_archiving_period_before_deletion'
  > & {
    /** Addresses per locale; null = no terms. */
    readonly tos: Readonly<Record<string, string>> | null;
  };
}

/** Who signed the token of an authenticated request. */
export interface Author {
  readonly user: User;
  readonly device: Device;
}

/** What every command and operation may read. */
export interface ServerContext<Request> {
  /** Read once per request. */
  readonly now: DateTime;
  /** Fresh random bytes. */
  readonly random: (length: number) => Uint8Array;
  readonly config: RulesConfig;
  readonly request: Request;
  /** Who gives the command, on the routes of devices. */
  readonly author?: Author | undefined;
}

/** A command of an organization; the state is `absentOrganization` where nobody created it. */
export interface OrganizationContext<Request> extends ServerContext<Request> {
  readonly state: Organization;
}

/** A command on accounts. */
export interface AccountContext<Request> extends ServerContext<Request> {
  readonly accounts: Accounts;
  /** Network address of who calls; empty where it is not known. */
  readonly caller: string;
}

/** What a client says of itself. */
export interface Announced {
  /** Minor number of the version of the API that it speaks: the newest revision that it knows (GREET-24). */
  readonly minor: number;
}

/** A command of an authenticated device. */
export interface AuthenticatedContext<Request> extends OrganizationContext<Request>, Announced {
  readonly author: Author;
}

/** A command of who brings the token of an invitation. */
export interface InvitedContext<Request> extends OrganizationContext<Request>, Announced {
  readonly invitation: Invitation;
}
