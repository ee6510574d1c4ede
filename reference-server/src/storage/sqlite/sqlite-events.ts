import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { readEvent } from '../event-row.ts';
import { KEPT_EVENTS, type KeptEvent } from '../journal.ts';

/**
 * The last events of a journal in SQLite. They are written in the transaction of their records and
 * survive a restart.
 */
export class SqliteEvents {
  readonly #insert: StatementSync;
  readonly #forget: StatementSync;
  readonly #find: StatementSync;
  readonly #later: StatementSync;

  constructor(database: DatabaseSync) {
    this.#insert = database.prepare(
      'INSERT INTO events (id, organization, recipients, body) VALUES (?, ?, ?, ?)',
    );
    this.#forget = database.prepare('DELETE FROM events WHERE sequence <= ?');
    this.#find = database.prepare('SELECT sequence FROM events WHERE id = ?');
    this.#later = database.prepare(
      'SELECT id, recipients, body FROM events WHERE organization = ? AND sequence > ? ORDER BY sequence',
    );
  }

  /** Call inside a transaction. */
  keep(organization: string, events: readonly KeptEvent[]): void {
    let last = 0;
    for (const { id, to, body } of events) {
      const recipients = to === null ? null : Buffer.from(to.join(''), 'hex');
      last = Number(this.#insert.run(Buffer.from(id, 'hex'), organization, recipients, body).lastInsertRowid);
    }
    if (last > KEPT_EVENTS) this.#forget.run(last - KEPT_EVENTS);
  }

  /** The later events of the organization; undefined when the id is not kept. */
  after(organization: string, id: string): readonly KeptEvent[] | undefined {
    const row = this.#find.get(Buffer.from(id, 'hex'));
    if (row === undefined) return undefined;
    return this.#later.all(organization, Number(row.sequence)).map(readEvent);
  }
}
