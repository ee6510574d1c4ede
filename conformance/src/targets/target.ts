import type { Capabilities } from './capabilities.ts';
import type { Undeployable } from './deployment/deployable.ts';
import type { Deployment, DeployOptions } from './deployment/deployment.ts';
import type { StartOptions } from './start-options.ts';
import type { BaselineEntry, MailRoute } from './target-file.ts';

/** One running server, wherever it came from. */
export interface RunningServer {
  /** Where it answers, `http://HOST:PORT` or `https://…`, without a slash at the end. */
  readonly address: string;
  /** The administration token it takes, as far as it is known. */
  readonly administrationToken: string | undefined;
  /** The last lines it wrote, oldest first; empty for a server that the suite did not start. */
  log(): string;
  /** Ends it, if the suite started it. Safe to call twice. */
  close(): Promise<void>;
}

/** Where a server of this target reaches a sink of the judge (webhook, mail). */
export interface Callback {
  /** The address the judge's sink must listen on. */
  readonly bind: string;
  /** The host name under which the server finds that sink. */
  readonly host: string;
}

/**
 * A server under judgement: one that runs already, and the means to start more of its kind where
 * there are.
 */
export interface ServerTarget extends RunningServer {
  readonly kind: 'memory' | 'url' | 'cmd' | 'image';
  /** As the command line named it, e.g. `image:parsec-cloud:3.10.0`. */
  readonly spec: string;
  readonly capabilities: Capabilities;
  readonly baseline: readonly BaselineEntry[];
  readonly callback: Callback;
  /** Where the running server sends its mail, if its target file says so. */
  readonly mail?: MailRoute;
  /** The settings of the one that runs, where they are known. */
  readonly startedWith?: StartOptions;
  /**
   * Starts another server, with other settings; absent where the suite may not (a URL). Errors:
   * `TargetError`.
   */
  readonly start?: (options: StartOptions) => Promise<RunningServer>;
  /** The settings that `start` can give; a check that needs another one is not applicable. */
  readonly startOptions: ReadonlySet<keyof StartOptions>;
  /**
   * Starts servers that a check may do harm to; absent where the suite may not. Errors:
   * `TargetError`.
   */
  readonly deploy?: (options: DeployOptions) => Promise<Deployment>;
  readonly undeployable?: Undeployable;
}

/** A client under judgement; the only one known is this project's own. */
export interface ClientTarget {
  readonly kind: 'client';
  readonly spec: string;
  readonly name: 'reference';
  readonly baseline: readonly BaselineEntry[];
  close(): Promise<void>;
}

export type Target = ServerTarget | ClientTarget;

/** Why no target could be had: each code is one exit of the command line. */
export type TargetErrorCode = 'usage' | 'unreachable' | 'prerequisite';

const exits = { usage: 2, unreachable: 4, prerequisite: 5 } as const;

/**
 * No target could be had. `code` says whose turn it is: `usage` (the words given are wrong),
 * `unreachable` (nothing answers, or it was never ready: `log` holds what it wrote), `prerequisite`
 * (an engine or image is missing: `hint` gets it).
 */
export class TargetError extends Error {
  readonly code: TargetErrorCode;
  readonly exit: 2 | 4 | 5;
  readonly hint: string;
  readonly log: string;

  constructor(code: TargetErrorCode, message: string, hint: string, log = '') {
    super(message);
    this.name = 'TargetError';
    this.code = code;
    this.exit = exits[code];
    this.hint = hint;
    this.log = log;
  }
}
