import type { Deployable } from '../targets/deployment/deployable.ts';
import type { Deployment, DeployOptions } from '../targets/deployment/deployment.ts';
import type { Relay, RelayKind } from '../targets/mail-relay.ts';
import type { StartOptions } from '../targets/start-options.ts';
import type { Callback, RunningServer } from '../targets/target.ts';
import { type Endpoint, openEndpoint, type TlsOptions } from '../wire/endpoint.ts';
import type { Instant } from '../wire/values.ts';
import type { Secrets } from './redaction.ts';

/** A running server under test. */
export interface ServerUnderTest {
  readonly endpoint: Endpoint;
  readonly administrationToken: string | undefined;
  /** The last log lines; empty for a server that the suite did not start. */
  readonly log: () => string;
}

/** A server whose mail the judge receives. */
export interface MailedServer {
  readonly server: ServerUnderTest;
  readonly relay: Relay;
  /** The sender address of its mail. */
  readonly sender: string;
  /** Returns a relay that no other check could use meanwhile. */
  readonly release?: () => Promise<void>;
}

/** A server that announces bootstraps to a port. One check owns the port until it releases it. */
export interface AnnouncingServer {
  readonly server: ServerUnderTest;
  readonly port: number;
  readonly release: () => Promise<void>;
}

/** A deployment, and its nodes as servers under test. */
export interface DeployedServers {
  readonly deployment: Deployment;
  readonly servers: readonly ServerUnderTest[];
  /** The relay for its mail; absent unless requested. */
  readonly mail?: Omit<MailedServer, 'server' | 'release'>;
}

/** The facilities that a run provides to its judges. */
export interface Facilities {
  /**
   * Returns an instance started with these options, which checks with compatible options share.
   * Throws `Unjudged` if there is none.
   */
  readonly start: (options: StartOptions) => Promise<ServerUnderTest>;
  /**
   * Starts servers for one check, which may inject faults and must close them. Throws `Unjudged` if
   * that is not allowed.
   */
  readonly deploy: (options: DeployOptions) => Promise<DeployedServers>;
  /** Why a requirement of a check on a deployment cannot be met; undefined if it can. */
  readonly undeployable: (what: Deployable) => string | undefined;
  /**
   * Returns an instance whose mail goes to a relay of this kind. Throws `Unjudged` if there is
   * none.
   */
  readonly mail: (kind: RelayKind, options: StartOptions) => Promise<MailedServer>;
  /**
   * Returns an instance that announces bootstraps to the judge, when it is the caller's turn.
   * Throws `Unjudged` if there is none.
   */
  readonly webhook: () => Promise<AnnouncingServer>;
  /** The address at which a server of this target reaches the judge's listeners. */
  readonly callback: Callback;
  /**
   * A name that no organization of the target has: `ps-RUN-…`. It is recorded, and expired at the
   * end of the run.
   */
  readonly newOrganizationName: (server: ServerUnderTest) => string;
  /** Shared objects of a server by name, made on first use. */
  readonly shared: <T>(server: ServerUnderTest, name: string, make: () => Promise<T>) => Promise<T>;
  /**
   * Lends an object of a server to one check at a time; makes one if none is free. An object whose
   * check fails is not reused.
   */
  readonly borrow: <T>(
    server: ServerUnderTest,
    name: string,
    make: () => Promise<T>,
    use: (lent: T) => Promise<void>,
  ) => Promise<void>;
  /** The current time on the target's clock, as far as its answers show it. Strictly increasing. */
  readonly now: () => Instant;
  /** Texts of the run that no report may show. */
  readonly secrets: Secrets;
  /** Whether a capability is available. */
  readonly has: (capability: string) => boolean;
}

/** Opens a running server for the judge. */
export const serverUnderTest = (running: RunningServer, tls: TlsOptions = {}): ServerUnderTest => ({
  endpoint: openEndpoint(running.address, tls),
  administrationToken: running.administrationToken,
  log: () => running.log(),
});
