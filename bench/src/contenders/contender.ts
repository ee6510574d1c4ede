/** Who may stand at the start. */
export type ContenderId = 'ours-sqlite' | 'ours-postgres' | 'cloud-memory' | 'cloud-postgres';

/** A server under load, alone on the first core, its database included. */
export interface Contender {
  readonly id: ContenderId;
  readonly name: string;
  readonly port: number;
  /** CPU seconds that it, and its database, have used so far. */
  cpu(): number;
  /** Resident memory of the server, without its database, in MiB: now, and the most there ever was. */
  memory(): { readonly now: number; readonly most: number };
  stop(): Promise<void>;
}

/** A contender that could not start here, and why, in one line. */
export interface Missing {
  readonly id: ContenderId;
  readonly reason: string;
}
