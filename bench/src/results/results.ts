import type { ContenderId, Missing } from '../contenders/contender.ts';
import type { Kind } from '../load/order.ts';

/** Middle, least and most of the rounds. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** How one server did under one load, over all rounds. */
export interface Figures {
  readonly perSecond: Spread;
  /** Milliseconds. */
  readonly p50: Spread;
  readonly p99: Spread;
  /** For `fanout`, from a command's sending to the last listener's event, the middle in each round. */
  readonly whole?: Spread;
  /** Microseconds of the server's and its database's CPU for each request. */
  readonly cpu: Spread;
  /** Part of the server's core that others took meanwhile. */
  readonly foreign: number;
}

/** What was measured under one load. */
export type Measured = Readonly<Partial<Record<ContenderId, Figures>>>;

/** Memory of a server in MiB: before the first round, after the last, and the most there ever was. */
export interface Memory {
  readonly before: number;
  readonly after: number;
  readonly most: number;
}

/** MiB after a warm-up and after each fifth of many requests. */
export interface Flat {
  readonly what: string;
  readonly requests: number;
  readonly steps: readonly number[];
}

/** Everything one run of the bench saw (`results/speed.json`). */
export interface Results {
  readonly version: 1;
  readonly date: string;
  readonly form: 'quick' | 'full';
  readonly rounds: number;
  readonly durationSeconds: number;
  readonly machine: {
    readonly cores: number;
    readonly model: string;
    readonly memoryGiB: number;
    readonly system: string;
    /** Load average of the last minute when the run began. */
    readonly loadBefore: number;
  };
  readonly versions: Readonly<Record<string, string>>;
  /** Ed25519 verifications per second on one core, by the library that the server uses and by OpenSSL, as node brings it. */
  readonly limit: Spread & { readonly library: string; readonly openssl: Spread };
  readonly missing: readonly Missing[];
  readonly loads: Readonly<Partial<Record<Kind, Measured>>>;
  readonly memory: Readonly<Partial<Record<ContenderId, Memory>>>;
  readonly flat: readonly Flat[];
}
