import type { StartOptions } from '../targets/start-options.ts';

/**
 * One server process of a deployment, at one address for its whole life, and the faults that can be
 * injected into it.
 */
export interface ServerNode {
  /** `http://HOST:PORT`, the same after each start. */
  readonly address: string;
  /** The last lines that it wrote, oldest first. */
  log(): string;
  /** SIGKILL: it is gone when this answers. Safe when it is gone already. */
  kill(): Promise<void>;
  /**
   * SIGTERM, as an operator stops it. Its exit code; undefined when it did not end in time and was
   * killed.
   */
  stop(): Promise<number | undefined>;
  /**
   * Starts it again on what it left behind, and waits until it answers. Errors: `TargetError`
   * (`unreachable`, with its log).
   */
  start(): Promise<void>;
  /** Suspends it: its connections stay open, and nothing answers. */
  pause(): Promise<void>;
  resume(): Promise<void>;
}

/** The database behind the nodes, which reach it through the judge. */
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
  /** Refuses connections, and cuts those there are, until `join`. */
  part(): Promise<void>;
  join(): Promise<void>;
  /**
   * From now on each packet between the nodes and the database takes so many ms longer; 0 = no
   * longer.
   */
  slow(ms: number): Promise<void>;
}

/** The disk that the embedded store lies on: small, and the nodes' alone. */
export interface DiskFaults {
  /** Leaves no room for another byte. */
  fill(): Promise<void>;
  /** Gives the room back. */
  free(): Promise<void>;
}

/**
 * Servers that are one service, with what they stand on: started for one check, which may do them
 * harm.
 */
export interface Deployment {
  readonly nodes: readonly ServerNode[];
  readonly administrationToken: string;
  /** Absent where the target has no database of its own. */
  readonly database?: DatabaseFaults;
  /** Absent unless asked for. */
  readonly disk?: DiskFaults;
  /** The last lines of all that it consists of, each under its name, to be kept with a failure. */
  readonly log?: () => string;
  /**
   * Ends and removes everything: processes, containers, networks, volumes, folders. Safe to call
   * twice.
   */
  close(): Promise<void>;
}

/** What a check wants to do harm to. */
export interface DeployOptions {
  /** 1 unless said otherwise. */
  readonly nodes?: number;
  readonly start?: StartOptions;
  /** Whether its disk shall be one that can be filled. */
  readonly disk?: boolean;
  /** Whether its mail shall go to a relay of the judge. */
  readonly mail?: boolean;
}
