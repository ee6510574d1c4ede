import type { DatabaseSync, StatementSync } from 'node:sqlite';

/**
 * One read transaction for many reads, as long as nothing is written: to begin one and end it is a sixth of what it costs to read an
 * organization that is not in memory. While something is written there is none: a log that somebody reads cannot begin anew, and would grow.
 */
export class HeldView {
  readonly #database: DatabaseSync;
  readonly #begin: StatementSync;
  readonly #end: StatementSync;
  #writing = 0;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#begin = database.prepare('BEGIN');
    this.#end = database.prepare('COMMIT');
  }

  /** To be called before reads that may be of one view or of several. */
  hold(): void {
    if (this.#writing === 0 && !this.#database.isTransaction) this.#begin.run();
  }

  /** Reads that must be of one view. */
  within<T>(read: () => T): T {
    if (this.#database.isTransaction) return read();
    this.#begin.run();
    try {
      return read();
    } finally {
      this.release();
    }
  }

  /** Writes, elsewhere; whoever reads after that sees it. */
  async around<T>(write: () => Promise<T>): Promise<T> {
    this.release();
    this.#writing += 1;
    try {
      return await write();
    } finally {
      this.#writing -= 1;
    }
  }

  /** Ends the view, if there is one. */
  release(): void {
    if (this.#database.isOpen && this.#database.isTransaction) this.#end.run();
  }
}
