import type { StartOptions } from '../start-options.ts';

/**
 * One server process of a deployment, at one address for its whole life, and the faults that can be
 * injected into it.
 */
export interface ServerNode {
  /** `http://HOST:PORT`, the same after each start. */
  readonly address: string;
  /** The last lines that it wrote, oldest first. */
  log(): string;
  /** SIGKILL. The process is gone when this resolves. Safe if it is already gone. */
  kill(): Promise<void>;
  /**
   * SIGTERM, as an operator stops it. Resolves to its exit code, or to undefined if it did not end
   * in time and was killed.
   */
  stop(): Promise<number | undefined>;
  /**
   * Starts it again on its existing state, and waits until it answers. Errors: `TargetError`
   * (`unreachable`, with its log).
   */
  start(): Promise<void>;
  /** Suspends it: its connections stay open, and nothing answers. */
  pause(): Promise<void>;
  resume(): Promise<void>;
}

/** The database of the nodes, which reach it through the judge. */
export interface DatabaseFaults {
  /** SIGKILL of the database itself. */
  kill(): Promise<void>;
  /** Starts it again, and waits until it takes connections. */
  start(): Promise<void>;
  /** Suspends it: connections stay open, and nothing answers. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Cuts every connection of the nodes; new ones can be made at once. */
  cut(): Promise<void>;
  /** Refuses new connections and cuts existing ones, until `join`. */
  partition(): Promise<void>;
  heal(): Promise<void>;
  /**
   * From now on each packet between the nodes and the database takes so many ms longer; 0 ends the
   * delay.
   */
  slow(ms: number): Promise<void>;
}

/** The disk of the embedded store: small, and used by the nodes alone. */
export interface DiskFaults {
  /** Fills the disk completely. */
  fill(): Promise<void>;
  /** Frees the space again. */
  free(): Promise<void>;
}

/**
 * Servers that form one service, with the resources they use. Started for one check, which may
 * inject faults.
 */
export interface Deployment {
  readonly nodes: readonly ServerNode[];
  readonly administrationToken: string;
  /** Absent where the target has no database of its own. */
  readonly database?: DatabaseFaults;
  /** Absent unless asked for. */
  readonly disk?: DiskFaults;
  /** The last log lines of all parts, each under its name. Kept with a failure. */
  readonly log?: () => string;
  /**
   * Ends and removes everything: processes, containers, networks, volumes, folders. Safe to call
   * twice.
   */
  close(): Promise<void>;
}

/** The resources into which a check injects faults. */
export interface DeployOptions {
  /** 1 unless said otherwise. */
  readonly nodes?: number;
  readonly start?: StartOptions;
  /** Whether its disk can be filled. */
  readonly disk?: boolean;
  /** Whether its mail shall go to a relay of the judge. */
  readonly mail?: boolean;
}
