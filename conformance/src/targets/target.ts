import { CodedError } from '@parsec-spec/spec/errors';
import type { Capabilities } from './capabilities.ts';
import type { ClientDriver } from './client/client-driver.ts';
import type { Deployment, DeployOptions, Undeployable } from './deployment/deployment.ts';
import type { StartOptions } from './start-options.ts';
import type { BaselineEntry, MailRoute } from './target-file.ts';

/** A running server, which the suite may have started. */
export interface RunningServer {
  /** `http://HOST:PORT` or `https://HOST:PORT`, without a slash at the end. */
  readonly address: string;
  /** Its administration token, if it is known. */
  readonly administrationToken: string | undefined;
  /** The end of its log. Empty for a server that the suite did not start. */
  log(): string;
  /** Ends it, if the suite started it. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * The addresses by which a server of this target reaches a listener of the judge (webhook, mail).
 */
export interface Callback {
  /** The address at which the judge must listen. */
  readonly bind: string;
  /** The host name by which the server reaches it. */
  readonly host: string;
}

/** Where a server keeps its state. */
export type Storage = 'memory' | 'disk' | 'postgres';

/** A server target: a running server and, if the suite can start others, the means to do so. */
export interface ServerTarget extends RunningServer {
  readonly kind: 'memory' | 'url' | 'cmd' | 'image';
  /** As on the command line, for example `image:parsec-cloud:3.10.0`. */
  readonly spec: string;
  /** The name in its target or client file. Absent without one. */
  readonly file?: string;
  /** Absent if the suite does not know. */
  readonly storage?: Storage;
  readonly capabilities: Capabilities;
  readonly baseline: readonly BaselineEntry[];
  readonly callback: Callback;
  /** Where the running server sends its mail, if its target file states it. */
  readonly mail?: MailRoute;
  /** The settings of the running server, if the suite started it. */
  readonly startedWith?: StartOptions;
  /** Starts another server with these settings. Absent for a URL. Throws `TargetError`. */
  readonly start?: (options: StartOptions) => Promise<RunningServer>;
  /** The settings that `start` supports. A check that needs another one is not applicable. */
  readonly startOptions: ReadonlySet<keyof StartOptions>;
  /** Starts servers for fault injection. Absent for `memory:` and URLs. Throws `TargetError`. */
  readonly deploy?: (options: DeployOptions) => Promise<Deployment>;
  readonly undeployable?: Undeployable;
}

/** A client target and its driver. */
export interface ClientTarget {
  readonly kind: 'client';
  readonly spec: string;
  /** The name in its target or client file. Absent without one. */
  readonly file?: string;
  readonly driver: ClientDriver;
  readonly baseline: readonly BaselineEntry[];
  close(): Promise<void>;
}

/** An opened target. */
export type Target = ServerTarget | ClientTarget;

/** Why a target is unavailable. Each code has its own exit code of the command line. */
export type TargetErrorCode = 'usage' | 'unreachable' | 'prerequisite';

/**
 * A target is unavailable. Codes: `usage` (wrong arguments or target file), `unreachable` (no
 * answer, or not ready in time; `log` has its output), `prerequisite` (a container engine or an
 * image is missing; `hint` names the command that gets it).
 */
export class TargetError extends CodedError<TargetErrorCode> {
  readonly log: string;

  constructor(code: TargetErrorCode, message: string, hint: string, log = '') {
    super(code, message, { hint });
    this.log = log;
  }
}
