import type { DatabaseSync, StatementSync } from 'node:sqlite';

/**
 * Lets many reads share one transaction, because beginning and ending one takes a sixth of the time of
 * reading an organization that is not in memory. It ends before each write: SQLite cannot restart its log
 * while a reader uses it, and the log would grow.
 */
export class ReadView {
  readonly #database: DatabaseSync;
  readonly #begin: StatementSync;
  readonly #end: StatementSync;
  #writing = 0;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#begin = database.prepare('BEGIN');
    this.#end = database.prepare('COMMIT');
  }

  /** Call before reads that may use one view or several. */
  hold(): void {
    if (this.#writing === 0 && !this.#database.isTransaction) this.#begin.run();
  }

  /** Runs reads that must use one view. */
  within<T>(read: () => T): T {
    if (this.#database.isTransaction) return read();
    this.#begin.run();
    try {
      return read();
    } finally {
      this.release();
    }
  }

  /** Runs a write on another connection. Reads after it see its result. */
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
