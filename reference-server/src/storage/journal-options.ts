/** How long to wait for a database that is not there yet. */
export interface Patience {
  /** 0: one attempt. */
  readonly seconds: number;
  /** Called from time to time while the wait goes on. */
  readonly tell?: (line: string) => void;
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
}

/** Options that only some journals use. */
export interface JournalOptions {
  /** Connections to PostgreSQL: how many are kept, how many there may be. */
  readonly connections?: { readonly min: number; readonly max: number };
  /** For PostgreSQL; default: none. */
  readonly patience?: Patience;
}
