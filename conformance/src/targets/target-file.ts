import type { Capabilities } from './capabilities.ts';
import type { StartOptionName } from './start-options.ts';

/**
 * What a check observed, as a baseline entry names it: `{ http: 404 }`, `{ status: no_tos }`. In values
 * `$bytes`, `$id`, `$time` and `$address` stand for what is new in each run.
 */
export interface BaselineAnswer {
  /** An HTTP status. */
  readonly http?: number;
  /** The `status` of a reply. */
  readonly status?: string;
  /** Why there was no answer: `timeout`, for example. */
  readonly noAnswer?: string;
  /** Which limit the answer exceeded. */
  readonly tooLong?: string;
  /** What the body of the answer holds. */
  readonly body?: unknown;
  /** A value, and the names and positions that lead to it. */
  readonly path?: string;
  readonly value?: unknown;
  /** A header and its value. Without the value the header was absent. */
  readonly header?: string;
  readonly is?: string;
  /** Fields of an event. */
  readonly event?: unknown;
  /** The state of an event stream without the event: `silent`, `ended` or `open`. */
  readonly stream?: string;
  /** How an act of a client ended, its code, and the text that it showed. */
  readonly end?: string;
  readonly code?: string;
  readonly shown?: string;
  /** Number of mails. */
  readonly mails?: number;
  /** Number of files. */
  readonly files?: number;
  /** Words of a check. */
  readonly text?: string;
}

/** A known failure of the target. Before `expiry`, the check must fail exactly as recorded. */
export interface BaselineEntry {
  readonly check: string;
  readonly reason: string;
  readonly owner: string;
  /** `YYYY-MM-DD`. */
  readonly expiry: string;
  /**
   * What the check observed. One entry of a list is enough. If a check observes several values at
   * once, the list must contain each of them. Another answer is a new finding. A text is the sentence
   * of a report, as older target files name it.
   */
  readonly observed: string | BaselineAnswer | readonly (string | BaselineAnswer)[];
  /** The failure is intermittent, such as a race. The check may also pass. */
  readonly sometimes?: boolean;
}

/**
 * Environment variables by name. An index signature, because the tool that compares the schema with
 * this type does not support `Record`.
 */
export interface Environment {
  readonly [name: string]: string;
}

/** How one setting is passed to a server. `{value}` stands for its value. */
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
    /** For `image:`, a command of the image. */
    readonly image?: readonly string[];
    /** For `cmd:`, a shell command line. */
    readonly cmd?: string;
  };
}

/** How `cmd:` and `image:` start a server. Texts may contain placeholders (see `Placeholders`). */
export interface StartRecipe {
  readonly command?: readonly string[];
  readonly arguments?: readonly string[];
  readonly environment?: Environment;
  readonly network?: 'host' | 'bridge';
  readonly port?: number;
  /** For `image:`, the folder of the container that holds the persistent state. */
  readonly data?: string;
  /** For `image:`, whether the root file system is read-only, except `/tmp`. */
  readonly readOnly?: boolean;
  readonly readySeconds?: number;
  /** Added for a server that uses its own store. */
  readonly store?: OptionSpelling;
  /** Added for a server that uses a database of the judge (`--with postgres`). */
  readonly database?: DatabaseSpelling;
  readonly options?: Readonly<Partial<Record<StartOptionName, OptionSpelling>>>;
}

/** Where a running server sends its mail. The judge listens there, on this machine. */
export interface MailRoute {
  readonly port: number;
  /** Sender of its mails. */
  readonly sender: string;
}

/** The content of a target file (`conformance/targets/target.schema.json`). */
export interface TargetFile {
  readonly name: string;
  readonly start?: StartRecipe;
  readonly capabilities?: Partial<Capabilities>;
  readonly mail?: MailRoute;
  readonly baseline?: readonly BaselineEntry[];
}
