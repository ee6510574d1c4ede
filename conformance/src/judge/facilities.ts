import type { Endpoint } from '../exchange/index.ts';
import type { Deployable, DeployOptions, Deployment } from '../deployment/index.ts';
import type { Relay, RelayKind } from '../mail/index.ts';
import type { Callback, StartOptions } from '../targets/index.ts';
import type { Instant } from '../wire/index.ts';
import type { Secrets } from './secrets.ts';

/** A server that runs and is judged. */
export interface ServerUnderTest {
  readonly endpoint: Endpoint;
  readonly administrationToken: string | undefined;
  /** The last lines that it wrote; empty for a server that the suite did not start. */
  readonly log: () => string;
}

/** A server whose mail the judge sees. */
export interface Mailed {
  readonly server: ServerUnderTest;
  readonly relay: Relay;
  /** The address that its mail comes from. */
  readonly sender: string;
  /** Returns a relay that no other check could use meanwhile. */
  readonly release?: () => Promise<void>;
}

/**
 * A server that announces bootstraps, and the port to which it does. One check has the port until
 * it releases it.
 */
export interface Announcing {
  readonly server: ServerUnderTest;
  readonly port: number;
  readonly release: () => Promise<void>;
}

/** A deployment, and its nodes as judges see them. */
export interface Deployed {
  readonly deployment: Deployment;
  readonly servers: readonly ServerUnderTest[];
  /** Where its mail goes; absent unless asked for. */
  readonly mail?: Omit<Mailed, 'server' | 'release'>;
}

/** What a run lends to its judges. */
export interface Facilities {
  /**
   * Gives an instance started with these options (one for all whose wishes go together); throws
   * Unjudged where there is none.
   */
  readonly start: (options: StartOptions) => Promise<ServerUnderTest>;
  /**
   * Starts servers for one check, which may do them harm and closes them; throws Unjudged where
   * that may not be.
   */
  readonly deploy: (options: DeployOptions) => Promise<Deployed>;
  /** Why what a check needs of a deployment is not to be had; undefined if it is. */
  readonly undeployable: (what: Deployable) => string | undefined;
  /**
   * Gives an instance whose mail goes to a relay of this kind; throws Unjudged where there is none.
   */
  readonly mail: (kind: RelayKind, options: StartOptions) => Promise<Mailed>;
  /**
   * Gives an instance that announces bootstraps to the judge, when it is the caller's turn; throws
   * Unjudged where there is none.
   */
  readonly hooked: () => Promise<Announcing>;
  /** Where a server of this target finds what the judge listens on. */
  readonly callback: Callback;
  /** A name no organization of the target has: `ps-RUN-…`; remembered, to be expired at the end. */
  readonly newOrganizationName: (server: ServerUnderTest) => string;
  /** What checks of a server share by name, made when it is first asked for. */
  readonly shared: <T>(server: ServerUnderTest, name: string, make: () => Promise<T>) => Promise<T>;
  /**
   * Lends something of a server to one check at a time, made when none is free. What a check fails
   * with is lent no more.
   */
  readonly borrow: <T>(
    server: ServerUnderTest,
    name: string,
    make: () => Promise<T>,
    use: (lent: T) => Promise<void>,
  ) => Promise<void>;
  /** The present, on the target's clock as far as its answers tell; later each time. */
  readonly now: () => Instant;
  /** Texts of the run that no report may show. */
  readonly secrets: Secrets;
  /** Whether a capability is there. */
  readonly has: (capability: string) => boolean;
}
