import type { Deployable, Deployment, DeployOptions } from '../targets/deployment/deployment.ts';
import type { Relay, RelayKind } from '../targets/mail-relay.ts';
import type { StartOptions } from '../targets/start-options.ts';
import type { Callback, RunningServer } from '../targets/target.ts';
import { type Endpoint, openEndpoint, type TlsOptions } from '../wire/endpoint.ts';
import type { Secrets } from '../wire/secrets.ts';
import type { Instant } from '../wire/values.ts';
import type { Hindrance } from './failure.ts';

/** A running server under test. */
export interface ServerUnderTest {
  readonly endpoint: Endpoint;
  readonly administrationToken: string | undefined;
  /** Returns the last lines of its log; empty if the suite did not start it. */
  readonly log: () => string;
}

/** A server whose mail the judge receives. */
export interface MailedServer {
  readonly server: ServerUnderTest;
  readonly relay: Relay;
  /** The sender address of its mail. */
  readonly sender: string;
  /** Releases the relay. Present if the check has the relay for itself. */
  readonly release?: () => Promise<void>;
}

/** A server that announces bootstraps by a webhook to `port`. One check at a time uses the port. */
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

/** The services that a run provides to its judges. */
export interface Facilities {
  /**
   * Starts an instance of the target with these options. Checks with compatible options share it.
   *
   * @throws Unjudged if that is impossible
   */
  readonly start: (options: StartOptions) => Promise<ServerUnderTest>;
  /**
   * Starts servers for one check, which may inject faults into them and must close them.
   *
   * @throws Unjudged if that is impossible
   */
  readonly deploy: (options: DeployOptions) => Promise<DeployedServers>;
  /** Why servers of this kind cannot be deployed; undefined if they can. */
  readonly undeployable: (what: Deployable) => string | undefined;
  /**
   * Starts an instance whose mail goes to a relay of this kind.
   *
   * @throws Unjudged if that is impossible
   */
  readonly mail: (kind: RelayKind, options: StartOptions) => Promise<MailedServer>;
  /**
   * Waits for the caller's turn, and returns an instance that announces bootstraps to the judge.
   *
   * @throws Unjudged if that is impossible
   */
  readonly webhook: () => Promise<AnnouncingServer>;
  /** The address at which a server of this target reaches the judge's listeners. */
  readonly callback: Callback;
  /**
   * Makes a name that no organization of the target has: `ps-RUN-…`. At the end of the run, the
   * organization is set to expired.
   */
  readonly newOrganizationName: (server: ServerUnderTest) => string;
  /** The number of this call for a check, from 1. It goes on when the check is repeated. */
  readonly serial: (check: string) => number;
  /** Returns the shared object of a server with this name. Makes it on first use. */
  readonly shared: <T>(server: ServerUnderTest, name: string, make: () => Promise<T>) => Promise<T>;
  /**
   * Runs `use` with an object of a server that no other check uses meanwhile. Makes an object if
   * none with this name is free. An object is not used again after `use` has failed.
   */
  readonly borrow: <T>(
    server: ServerUnderTest,
    name: string,
    make: () => Promise<T>,
    use: (borrowed: T) => Promise<void>,
  ) => Promise<void>;
  /** The current time on the target's clock, estimated from its answers. Strictly increasing. */
  readonly now: () => Instant;
  /** Secrets of the run, which reports redact. */
  readonly secrets: Secrets;
  /**
   * Why no organization can be created or bootstrapped, once the checks of these steps have failed.
   * Set-ups then fail at once, without a request.
   */
  readonly noOrganization: () => Hindrance | undefined;
  /** Whether the target has a capability. */
  readonly has: (capability: string) => boolean;
}

/** Makes a server under test from a running server. */
export const serverUnderTest = (running: RunningServer, tls: TlsOptions = {}): ServerUnderTest => ({
  endpoint: openEndpoint(running.address, tls),
  administrationToken: running.administrationToken,
  log: () => running.log(),
});
