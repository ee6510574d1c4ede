import type { StartOptions } from '../start-options.ts';

/**
 * One server process of a deployment, and the faults that can be injected into it. Its address does
 * not change when it restarts.
 */
export interface ServerNode {
  /** `http://HOST:PORT`, the same after each start. */
  readonly address: string;
  /** The last lines that it wrote, oldest first. */
  log(): string;
  /** Sends SIGKILL, and waits until the process has ended. Does nothing if it does not run. */
  kill(): Promise<void>;
  /**
   * Sends SIGTERM. Resolves to the exit code, or to undefined if the server did not end within 15 s
   * and was killed.
   */
  stop(): Promise<number | undefined>;
  /**
   * Starts it with its existing state, and waits until it answers. Throws `TargetError`
   * (`unreachable`, with its log).
   */
  start(): Promise<void>;
  /** Suspends it. Its connections stay open, and it does not answer. */
  pause(): Promise<void>;
  resume(): Promise<void>;
}

/** Faults that can be injected into the database of the nodes, which they reach through a proxy. */
export interface DatabaseFaults {
  /** Sends SIGKILL to the database. */
  kill(): Promise<void>;
  /** Restarts it, and waits until it accepts connections. */
  start(): Promise<void>;
  /** Suspends it. Its connections stay open, and it does not answer. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Cuts every connection of the nodes. They can reconnect at once. */
  cut(): Promise<void>;
  /** Refuses new connections and cuts existing ones, until `heal`. */
  partition(): Promise<void>;
  /** Ends a partition. */
  heal(): Promise<void>;
  /** Delays all data between the nodes and the database by `ms` from now on. 0 ends the delay. */
  slow(ms: number): Promise<void>;
}

/** Faults of the disk that holds the nodes' own store. The disk is small and used only by them. */
export interface DiskFaults {
  /** Fills the disk completely. */
  fill(): Promise<void>;
  /** Frees the space again. */
  free(): Promise<void>;
}

/**
 * Servers that form one service, with the resources that they use. It is started for one check,
 * which may inject faults.
 */
export interface Deployment {
  readonly nodes: readonly ServerNode[];
  readonly administrationToken: string;
  /** Absent if the nodes use no database of the judge. */
  readonly database?: DatabaseFaults;
  /** Present if `DeployOptions.disk` is true. */
  readonly disk?: DiskFaults;
  /** The last log lines of all parts, each under its name. Kept with a failure. */
  readonly log?: () => string;
  /**
   * Ends and removes everything: processes, containers, networks, volumes, folders. Safe to call
   * twice.
   */
  close(): Promise<void>;
}

/** Options of a deployment. */
export interface DeployOptions {
  /** Number of nodes. Default: 1. */
  readonly nodes?: number;
  /** Settings of the nodes. */
  readonly start?: StartOptions;
  /** Whether the nodes use a disk that can be filled. */
  readonly disk?: boolean;
  /** Whether the nodes send their mail to a relay of the judge. */
  readonly mail?: boolean;
}

/** The capabilities of a target that a check with fault injection may need. */
export const DEPLOYABLES = ['durable', 'nodes', 'database', 'disk'] as const;

/** One of these capabilities. */
export type Deployable = (typeof DEPLOYABLES)[number];

/** Why a check that needs a server of its own does not run on a server that the user started. */
export const NOT_STARTABLE = 'needs a server that the suite starts (image: or cmd:)';

/** Why a check of mails does not run. */
export const MAIL_NOT_RECEIVED = "the suite cannot receive this server's mail; set `mail` in a target file";

/** The reason for each capability that the target lacks. */
export type Undeployable = Readonly<Partial<Record<Deployable, string>>>;
