import type { Capabilities } from './capabilities.ts';
import type { StartOptionName } from './start-options.ts';

/**
 * A defect of the target that is known: until the day of `expiry` this check must fail exactly as
 * recorded.
 */
export interface BaselineEntry {
  readonly check: string;
  readonly reason: string;
  readonly owner: string;
  /** `YYYY-MM-DD`. */
  readonly expiry: string;
  /**
   * What the check observed, word for word. One entry of a list is enough. If a check observes
   * several values at once, the list must contain each of them. Another answer is a new finding.
   */
  readonly observed: string | readonly [string, ...string[]];
  /** The defect is a matter of luck, as a race is: the check may hold as well. */
  readonly sometimes?: boolean;
}

/**
 * Variables by name. (An index signature, since the schema is held against this type by a tool that
 * loses a `Record`.)
 */
export interface Environment {
  readonly [name: string]: string;
}

/** How one setting of a start is spelt: `{value}` in it is the value. */
export interface OptionSpelling {
  readonly command?: readonly string[];
  readonly arguments?: readonly string[];
  readonly environment?: Environment;
}

/**
 * How servers receive the URL `{database}`, and the command that prepares an empty database for
 * them.
 */
export interface DatabaseSpelling extends OptionSpelling {
  readonly migrate?: {
    /** With `image:`, the command of the image, run to its end. */
    readonly image?: readonly string[];
    /** With `cmd:`, a shell's command line, likewise. */
    readonly cmd?: string;
  };
}

/**
 * How `cmd:` and `image:` start a server of the implementation; texts may hold placeholders (see
 * `Placeholders`).
 */
export interface StartRecipe {
  readonly command?: readonly string[];
  readonly arguments?: readonly string[];
  readonly environment?: Environment;
  readonly network?: 'host' | 'bridge';
  readonly port?: number;
  /** With `image:`, the folder inside in which the server keeps what must survive it. */
  readonly data?: string;
  /** With `image:`, whether its root file system is read-only (`/tmp` aside). */
  readonly readOnly?: boolean;
  readonly readySeconds?: number;
  /**
   * Arguments for a server that keeps its state in its own store, without a database of the judge.
   */
  readonly store?: OptionSpelling;
  /** Said where it does (`--with postgres`). */
  readonly database?: DatabaseSpelling;
  readonly options?: Readonly<Partial<Record<StartOptionName, OptionSpelling>>>;
}

/** Where a server that runs already sends its mail: the judge listens there, on this machine. */
export interface MailRoute {
  readonly port: number;
  /** The address that its mail comes from. */
  readonly sender: string;
}

/** What a target file says of an implementation (`conformance/targets/target.schema.json`). */
export interface TargetFile {
  readonly name: string;
  readonly start?: StartRecipe;
  readonly capabilities?: Partial<Capabilities>;
  readonly mail?: MailRoute;
  readonly baseline?: readonly BaselineEntry[];
}
