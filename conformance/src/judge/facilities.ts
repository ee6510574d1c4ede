import type { Endpoint, Exchange } from '../exchange/index.ts';
import type { Instant } from '../wire/index.ts';
import type { Secrets } from './secrets.ts';

/** Options of a server that the suite starts, in the words of the command line that hosts know. */
export interface StartOptions {
  readonly spontaneousOrganizationBootstrap?: boolean;
  readonly organizationInitialActiveUsersLimit?: number;
  readonly organizationInitialUserProfileOutsiderAllowed?: boolean;
  readonly organizationInitialTos?: Readonly<Record<string, string>>;
  readonly organizationBootstrapWebhook?: string;
  readonly corsAllowOrigins?: readonly string[];
  readonly debug?: boolean;
}

/** A server that the suite started, or was pointed at. */
export interface ServerUnderTest {
  readonly endpoint: Endpoint;
  readonly administrationToken: string | undefined;
  /** Stops and starts again on the same state; absent where the suite cannot. */
  readonly restart?: () => Promise<void>;
}

/** What a run lends to its judges. */
export interface Facilities {
  /** Starts another instance with these options (the same instance for the same options), or undefined if not ours to start. */
  readonly start: ((options: StartOptions) => Promise<ServerUnderTest>) | undefined;
  /** A name no organization of the target has: `ps-RUN-…`; remembered, to be expired at the end. */
  readonly newOrganizationName: (server: ServerUnderTest) => string;
  /** The present, on the target's clock as far as its answers tell. */
  readonly now: () => Instant;
  /** Texts that no report may show. */
  readonly secrets: Secrets;
  /** Whether a capability is there. */
  readonly has: (capability: string) => boolean;
}

/** What a check leaves behind, beside its outcome. */
export interface CheckRecord {
  readonly exchanges: Exchange[];
  readonly notes: string[];
}
