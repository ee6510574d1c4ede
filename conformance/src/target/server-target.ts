import type { StartOptions, ServerUnderTest } from '../judge/facilities.ts';

/** A server that a run judges, however it came to run. */
export interface ServerTarget {
  readonly kind: 'memory' | 'url' | 'image' | 'command';
  /** As on the command line: `memory:reference`, `http://…`, `image:…`, `cmd:…`. */
  readonly address: string;
  /** The instance that ordinary checks run against. */
  readonly main: ServerUnderTest;
  /** Capabilities known beforehand (target file); the preflight adds what it finds out. */
  readonly capabilities: Readonly<Record<string, boolean>>;
  /** Starts another instance with these options; undefined where the suite may not. The driver keeps and reuses instances. */
  readonly start: ((options: StartOptions) => Promise<ServerUnderTest>) | undefined;
  /** What the target printed so far: shown when it does not get ready. */
  readonly log?: () => string;
  /** Ends every instance that the driver started. */
  close(): Promise<void>;
}
